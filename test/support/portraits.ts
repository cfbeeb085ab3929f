// Owns: drawn faces of invented people, so that pictures of the window show nobody. Runs in the page.
// Leaves to others: who has one (everyday-people.ts).
import type { Photo } from '../../preload/contract.ts';

/** As much of a canvas's pen as is needed; tests know no DOM. */
interface Pen {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: string;
  beginPath(): void;
  ellipse(x: number, y: number, rx: number, ry: number, turn: number, from: number, to: number): void;
  rect(x: number, y: number, width: number, height: number): void;
  fill(): void;
  stroke(): void;
}

const EDGE = 160;
const SKINS = ['#f2cfb4', '#e3b48f', '#c98f66', '#a56b45', '#7b4b30', '#f7dcc8'];
const HAIRS = ['#2b211c', '#5b3a24', '#8a5a2f', '#c79a54', '#8d8a86', '#1b1a1f', '#a5492c'];
const CLOTHES = ['#2f5d74', '#7a3e48', '#51713d', '#5a4a86', '#a8682c', '#37474f', '#8c4a72', '#1f6f66'];
const WALLS = ['#dbe7ea', '#efe3d3', '#e4e0ee', '#dfe9da', '#f1dcdc', '#e6e6df', '#cfdbe6'];

const of = <T>(all: readonly T[], seed: number): T => all[seed % all.length] as T;

function oval(pen: Pen, colour: string, x: number, y: number, rx: number, ry: number, half = false): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.ellipse(x, y, rx, ry, 0, half ? Math.PI : 0, Math.PI * 2);
  pen.fill();
}

function curve(pen: Pen, colour: string, x: number, y: number, rx: number, ry: number): void {
  pen.strokeStyle = colour;
  pen.beginPath();
  pen.ellipse(x, y, rx, ry, 0, 0.15 * Math.PI, 0.85 * Math.PI);
  pen.stroke();
}

function block(pen: Pen, colour: string, x: number, y: number, width: number, height: number): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.fill();
}

function draw(pen: Pen, seed: number): void {
  const skin = of(SKINS, seed * 5 + 1);
  const hair = of(HAIRS, seed * 3 + (seed >> 2));
  const cut = seed % 4;
  block(pen, of(WALLS, seed * 3), 0, 0, EDGE, EDGE);
  // Long hair falls behind the shoulders.
  if (cut === 1) {
    oval(pen, hair, 80, 72, 43, 46);
    block(pen, hair, 37, 72, 86, 52);
  }
  if (cut === 3) oval(pen, hair, 80, 24, 18, 18);
  oval(pen, of(CLOTHES, seed), 80, 164, 62, 46);
  block(pen, skin, 68, 96, 24, 30);
  oval(pen, skin, 80, 126, 16, 9);
  oval(pen, skin, 80, 74, 32, 38);
  if (cut === 2 && seed % 3 !== 0) {
    oval(pen, hair, 80, 92, 28, 22);
    oval(pen, skin, 80, 82, 27, 20);
  }
  oval(pen, hair, 80, 66, 35, 37, true);
  oval(pen, skin, cut === 1 ? 92 : 74, 70, 28, cut === 0 ? 16 : 20, true);
  oval(pen, '#2a2523', 68, 74, 3, 3.6);
  oval(pen, '#2a2523', 92, 74, 3, 3.6);
  pen.lineWidth = 3;
  pen.lineCap = 'round';
  curve(pen, '#8c3f38', 80, 88, 9, 6);
  if (seed % 5 === 2) {
    pen.strokeStyle = '#3a3a3d';
    for (const x of [67, 93]) {
      pen.beginPath();
      pen.ellipse(x, 75, 10, 9, 0, 0, Math.PI * 2);
      pen.stroke();
    }
  }
}

/** The same face for the same number. */
export function portrait(seed: number): Photo {
  const { document } = globalThis as unknown as {
    document: {
      createElement(name: 'canvas'): {
        width: number;
        height: number;
        getContext(kind: '2d'): Pen;
        toDataURL(type: string): string;
      };
    };
  };
  const canvas = document.createElement('canvas');
  canvas.width = EDGE;
  canvas.height = EDGE;
  draw(canvas.getContext('2d'), seed);
  return { type: 'image/png', base64: canvas.toDataURL('image/png').split(',')[1] ?? '' };
}
