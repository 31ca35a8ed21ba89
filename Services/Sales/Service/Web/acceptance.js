"use strict";
const button = document.getElementById("accept");
const answer = document.getElementById("answer");

button.addEventListener("click", async () => {
  button.disabled = true;
  try {
    const reply = await fetch(location.pathname, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: "{}" });
    if (reply.ok) {
      button.remove();
      answer.textContent = button.dataset.done;
      return;
    }
    const problem = await reply.json();
    answer.textContent = problem.detail || problem.title;
  } catch {
    answer.textContent = button.dataset.failed;
  }
  button.disabled = false;
});
