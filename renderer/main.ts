// Owns: starting the window. Leaves to others: everything that is seen (App.svelte) and known (state/).
import { mount } from 'svelte';
import App from './App.svelte';
import { wearLanguage, wearTheme } from './state/settings.svelte.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/contrast.css';

const target = document.querySelector('#kith');
if (target === null) throw new Error('index.html has no #kith');
// Until the settings are there, and where they cannot be had.
wearLanguage('system');
wearTheme('system');
mount(App, { target });
