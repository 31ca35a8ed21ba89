"use strict";
/* global send */

const form = document.getElementById("form");
const pad = document.getElementById("pad");
const field = document.getElementById("name");
const typed = document.getElementById("typed");
const nameError = document.getElementById("name-error");
const signatureError = document.getElementById("signature-error");
const context = pad.getContext("2d");
/// The strokes so far: points in units of the canvas, which are those of the service.
let strokes = [];
/// What the service takes at most; a pen reports more points than a line needs.
const limits = { strokes: 100, points: 2000, step: 3 };

/// Where a pointer is in the box, also while it leaves it.
function point(event) {
  const box = pad.getBoundingClientRect();
  const within = (share, size) => Math.round(Math.min(1, Math.max(0, share)) * size);
  return {
    x: within((event.clientX - box.left) / box.width, pad.width),
    y: within((event.clientY - box.top) / box.height, pad.height) };
}

function draw() {
  context.clearRect(0, 0, pad.width, pad.height);
  Object.assign(context, { lineWidth: 3, lineCap: "round", lineJoin: "round", strokeStyle: "#000" });
  for (const stroke of strokes) {
    context.beginPath();
    for (const { x, y } of stroke) context.lineTo(x, y);
    context.stroke();
  }
}

function isFull() {
  return strokes.reduce((count, stroke) => count + stroke.length, 0) >= limits.points;
}

let pen = null;
pad.addEventListener("pointerdown", (event) => {
  if (pen !== null || strokes.length >= limits.strokes || isFull()) return;
  pen = event.pointerId;
  pad.setPointerCapture(pen);
  strokes.push([point(event)]);
  signatureError.textContent = "";
});
pad.addEventListener("pointermove", (event) => {
  if (event.pointerId !== pen || isFull()) return;
  const stroke = strokes[strokes.length - 1];
  const [last, next] = [stroke[stroke.length - 1], point(event)];
  if (Math.abs(next.x - last.x) + Math.abs(next.y - last.y) < limits.step) return;
  stroke.push(next);
  draw();
});
for (const end of ["pointerup", "pointercancel"]) {
  pad.addEventListener(end, (event) => {
    if (event.pointerId === pen) pen = null;
  });
}

document.getElementById("clear").addEventListener("click", () => {
  strokes = [];
  draw();
});
typed.addEventListener("change", () => {
  document.getElementById("drawing").hidden = typed.checked;
  signatureError.textContent = "";
});

/// Says what is missing beside the field, and leads there.
function check() {
  const isNamed = field.value.trim() !== "";
  const isSigned = typed.checked || strokes.some((stroke) => stroke.length > 1);
  nameError.textContent = isNamed ? "" : field.dataset.missing;
  field.setAttribute("aria-invalid", String(!isNamed));
  signatureError.textContent = isSigned ? "" : signatureError.dataset.missing;
  if (!isNamed) field.focus();
  else if (!isSigned) pad.scrollIntoView({ block: "center" });
  return isNamed && isSigned;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!check()) return;
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  const signature = typed.checked ? { typed: true } : { signature: strokes };
  const errors = await send(form, { name: field.value.trim(), ...signature });
  for (const { pointer, detail } of errors) {
    (pointer === "/name" ? nameError : signatureError).textContent = detail;
  }
  button.disabled = false;
});
