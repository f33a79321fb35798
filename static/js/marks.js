// What is marked on a picture: a list of steps in the picture's own pixels, which can be painted at any size.

const STRIPE = 6; // pixels
const COVER = 0.6; // how much of the picture the stripes hide, as in the stylesheet

/** Stripes of two colours, one of which stands out from any picture. They cover wholly. */
export function stripes(context, scale = 1) {
  const tile = document.createElement("canvas");
  tile.width = tile.height = Math.round(STRIPE * 2 * scale);
  const drawn = tile.getContext("2d");
  const side = tile.width;
  drawn.fillStyle = "#ff2bd6";
  drawn.fillRect(0, 0, side, side);
  drawn.fillStyle = "#ffe3fa";
  for (const shift of [-side, 0, side]) {
    drawn.beginPath();
    drawn.moveTo(shift, side);
    drawn.lineTo(shift + side, 0);
    drawn.lineTo(shift + side * 1.3, 0);
    drawn.lineTo(shift + side * 0.3, side);
    drawn.fill();
  }
  return context.createPattern(tile, "repeat");
}

const operation = ({ erase }) => (erase ? "destination-out" : "source-over");

const painting = {
  /** A line as wide as the brush was; of one point, a dot. */
  stroke(context, { points, size }, { scale }) {
    const [[x, y], ...rest] = points;
    context.lineCap = context.lineJoin = "round";
    context.lineWidth = size * scale;
    context.beginPath();
    context.moveTo(x * scale, y * scale);
    context.lineTo(x * scale, y * scale);
    for (const [nextX, nextY] of rest) context.lineTo(nextX * scale, nextY * scale);
    context.stroke();
  },
  /** Edges at whole pixels, so that nothing is half marked. */
  rectangle(context, { left, top, right, bottom }, { scale }) {
    const [x, y] = [Math.round(left * scale), Math.round(top * scale)];
    context.fillRect(x, y, Math.round(right * scale) - x, Math.round(bottom * scale) - y);
  },
  clear: (context, _step, { width, height }) => context.clearRect(0, 0, width, height),
  invert(context, _step, { width, height }) {
    context.globalCompositeOperation = "xor";
    context.fillRect(0, 0, width, height);
  },
  /** Begins with what an earlier mask leaves free. */
  earlier(context, { mask }, { width, height }) {
    context.globalCompositeOperation = "copy";
    context.drawImage(mask, 0, 0, width, height);
    context.globalCompositeOperation = "xor";
    context.fillRect(0, 0, width, height);
  },
};

export class Marks {
  constructor(width, height) {
    Object.assign(this, { width, height, steps: [], undone: [] });
  }

  copy() {
    const copied = new Marks(this.width, this.height);
    copied.steps = [...this.steps];
    return copied;
  }

  add(step) {
    this.steps.push(step);
    this.undone = [];
  }

  undo() {
    if (this.steps.length) this.undone.push(this.steps.pop());
  }

  redo() {
    if (this.undone.length) this.steps.push(this.undone.pop());
  }

  /** Paint one step over those before it, in a context as large as the whole picture is to be. */
  paintStep(context, step, style) {
    const { width, height } = context.canvas;
    context.save();
    context.fillStyle = context.strokeStyle = style;
    context.globalCompositeOperation = operation(step);
    painting[step.kind](context, step, { width, height, scale: width / this.width });
    context.restore();
  }

  paint(context, style) {
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    for (const step of this.steps) this.paintStep(context, step, style);
  }

  /** The mask as a PNG of the picture's own size, transparent where it is marked; null if there is no room for it. */
  async png() {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [this.width, this.height];
    const context = canvas.getContext("2d");
    if (!context) return null;
    this.paint(context, "#000");
    this.paintStep(context, { kind: "invert" }, "#000");
    return new Promise((done) => canvas.toBlob(done, "image/png"));
  }
}

const PREVIEW = 288; // pixels of the longer side, of which the page shows half
const ALIKE = 0.02; // by how much the proportions of smaller copies may differ

/** Show on a canvas what a mask leaves free of a picture; false if the one does not fit the other. */
export function preview(canvas, picture, mask) {
  const { naturalWidth: width, naturalHeight: height } = picture;
  if (Math.abs((width * mask.naturalHeight) / (height * mask.naturalWidth) - 1) > ALIKE) return false;
  const scale = PREVIEW / Math.max(width, height);
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d");
  const over = canvas.cloneNode().getContext("2d");
  painting.earlier(Object.assign(over, { fillStyle: stripes(over) }), { mask }, canvas);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  context.globalAlpha = COVER;
  context.drawImage(over.canvas, 0, 0);
  return true;
}

/** How much of a canvas is painted, from 0 to 1. */
export function share({ width, height }, context) {
  const pixels = context.getImageData(0, 0, width, height).data;
  let marked = 0;
  for (let place = 3; place < pixels.length; place += 4) if (pixels[place] > 127) marked += 1;
  return marked / (width * height);
}
