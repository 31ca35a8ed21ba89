"use strict";
/* global send */

const button = document.getElementById("accept");
button.addEventListener("click", async () => {
  button.disabled = true;
  await send(button, {});
  button.disabled = false;
});
