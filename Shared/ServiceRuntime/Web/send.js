"use strict";
/* exported send */

/// Sends JSON to the page's own address and says on the page what came of it; what was taken goes from the page.
/// Returns what is wrong with single fields, each with its `pointer` and `detail`, for a page that says it beside them.
async function send(element, body) {
  const answer = document.getElementById("answer");
  try {
    const reply = await fetch(location.pathname, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    if (reply.ok) {
      element.remove();
      answer.textContent = element.dataset.done;
      return [];
    }
    const problem = await reply.json();
    answer.textContent = problem.detail || problem.title;
    return problem.errors ?? [];
  } catch {
    answer.textContent = element.dataset.failed;
    return [];
  }
}
