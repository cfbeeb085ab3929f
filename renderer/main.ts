// Owns: starting the window. Leaves to others: everything that is seen (App.svelte) and known (state/).
import { mount } from 'svelte';
import App from './App.svelte';
import { direction, locale } from './i18n/index.ts';
import './styles/tokens.css';
import './styles/base.css';

const target = document.querySelector('#kith');
if (target === null) throw new Error('index.html has no #kith');
document.documentElement.lang = locale();
document.documentElement.dir = direction();
mount(App, { target });
