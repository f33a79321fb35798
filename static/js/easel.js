// A picture as large as its stage has room for, and over it what is marked, by mouse, pen or finger.

import { share, stripes } from "./marks.js";

const SHARPEST = 2; // pixels drawn for each of the window's: more is not seen, and takes long
const RUBBER = 5; // the button that the other end of a pen presses

export class Easel {
  /** `brush` gives the width, as a share of the picture's longer side, and whether it erases; `changed` hears how much is marked. */
  constructor(stage, image, marks, brush, changed) {
    Object.assign(this, { stage, marks, brush, changed, stroke: null, scale: 1 });
    [this.frame, this.canvas, this.ring, this.outline] = ["picture", "canvas", "ring", "outline"].map((part) =>
      stage.querySelector(`.drawing-${part}`),
    );
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
    image.alt = "";
    this.frame.prepend(image);
    const doing = { pointerdown: "begin", pointermove: "follow", pointerup: "finish", pointercancel: "finish", pointerleave: "hide" };
    for (const [name, act] of Object.entries(doing)) this.canvas.addEventListener(name, (event) => this[act](event));
    this.fitting = new ResizeObserver(() => this.fit());
    this.fitting.observe(stage);
  }

  fit() {
    const { marks, stage, frame, canvas } = this;
    const scale = Math.min(stage.clientWidth / marks.width, stage.clientHeight / marks.height);
    if (!scale) return;
    const sharp = Math.min(devicePixelRatio, SHARPEST);
    this.scale = scale;
    frame.style.inlineSize = `${marks.width * scale}px`;
    frame.style.blockSize = `${marks.height * scale}px`;
    canvas.width = Math.max(1, Math.round(marks.width * scale * sharp));
    canvas.height = Math.max(1, Math.round(marks.height * scale * sharp));
    this.style = stripes(this.context, sharp);
    marks.paint(this.context, this.style);
    this.show(this.shown);
  }

  /** Where a pointer is, in the picture's own pixels. */
  pointOf({ clientX, clientY }) {
    const { left, top } = this.canvas.getBoundingClientRect();
    return [(clientX - left) / this.scale, (clientY - top) / this.scale];
  }

  begin(event) {
    const rubber = event.button === RUBBER;
    if (!event.isPrimary || (event.button && !rubber)) return;
    this.canvas.setPointerCapture(event.pointerId);
    const { width, erase } = this.brush();
    const size = width * Math.max(this.marks.width, this.marks.height);
    this.stroke = { kind: "stroke", erase: erase || rubber, size, points: [this.pointOf(event)] };
    this.follow(event);
  }

  follow(event) {
    this.circle(event);
    if (!this.stroke || !event.isPrimary) return;
    const { points } = this.stroke;
    const together = event.getCoalescedEvents?.() || [];
    const further = (together.length ? together : [event]).map((each) => this.pointOf(each));
    this.marks.paintStep(this.context, { ...this.stroke, points: [points.at(-1), ...further] }, this.style);
    points.push(...further);
  }

  finish() {
    if (!this.stroke) return;
    const { stroke } = this;
    this.stroke = null;
    this.take(stroke);
  }

  /** Show with a mouse or a pen how large the brush is. */
  circle({ pointerType, clientX, clientY }) {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const across = this.brush().width * Math.max(width, height);
    place(this.ring, clientX - left - across / 2, clientY - top - across / 2, across, across);
    this.ring.hidden = pointerType === "touch";
  }

  hide() {
    this.ring.hidden = true;
  }

  take(step) {
    this.marks.add(step);
    this.paint();
  }

  undo() {
    this.marks.undo();
    this.paint();
  }

  redo() {
    this.marks.redo();
    this.paint();
  }

  paint() {
    this.marks.paint(this.context, this.style);
    this.changed(this.marked);
  }

  /** How much of the picture is marked, from 0 to 1. */
  get marked() {
    return share(this.canvas, this.context);
  }

  /** Show where a rectangle in the picture's own pixels would be, or none. */
  show(rectangle) {
    this.shown = rectangle;
    this.outline.hidden = !rectangle;
    if (!rectangle) return;
    const [left, top, right, bottom] = ["left", "top", "right", "bottom"].map((side) => rectangle[side] * this.scale);
    place(this.outline, left, top, right - left, bottom - top);
  }

  leave() {
    this.fitting.disconnect();
  }
}

function place({ style }, x, y, width, height) {
  style.translate = `${x}px ${y}px`;
  style.inlineSize = `${width}px`;
  style.blockSize = `${height}px`;
}
