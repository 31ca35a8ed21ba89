"use strict";
/* global send */

/// What was filled in, under these names; empty fields are left out.
function filled(data, names) {
  return Object.fromEntries(names.filter((name) => data.get(name)).map((name) => [name, data.get(name)]));
}

const form = document.getElementById("form");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const data = new FormData(form);
  const questions = [...form.querySelectorAll("[data-question]")].map((field) => field.dataset.question);
  const scores = Object.entries(filled(data, questions)).map(([question, score]) => [question, Number(score)]);
  const body = { scores: Object.fromEntries(scores), ...filled(data, ["comments"]) };
  const contact = filled(data, ["name", "phone"]);
  const address = filled(data, ["city", "community", "building", "room"]);
  if (Object.keys(address).length) contact.address = address;
  if (Object.keys(contact).length) body.contact = contact;
  send(form, body);
});
