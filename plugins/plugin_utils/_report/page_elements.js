/*
 * Copyright (c) 2026, leastpriv.aws contributors
 * GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The report, and the elements that the page is made of. What comes from the report only ever becomes the text of an
 * element. The scripts of the page share one function's scope, because a window already has names like top and close.
 */

const report = JSON.parse(document.getElementById("report").textContent);

// Each state has a mark besides its colour, for print and for readers who do not see the colours.
const MARKS = {
  unchanged: "\u00b7", changed: "\u25cf", would_change: "\u25cb", drift: "\u2260", missing: "\u25a1",
  used_by_others: "\u2194", failed: "\u00d7", unreachable: "!", skipped: "\u2013",
  not_reached: "",
};
// The verdicts about access, the worst first: as the table's label, and as a sentence of the details.
const ACCESS = {
  violated: ["violated", "an assertion is violated"], new: ["new access", "new access"],
  unknown: ["unknown", "could not be decided"], holds: ["holds", "the assertions hold"], none: ["no new access", "no new access"],
};
// What happens or would happen to a resource that changes, and its sign.
const KINDS = {
  create: ["+", "created", "would be created"], update: ["~", "updated", "would be updated"],
  delete: ["\u2212", "deleted", "would be deleted"],
};
const NOUNS = { managed_policy: "policy", oidc_provider: "OIDC provider", role: "role", saml_provider: "SAML provider" };

const words = (state) => state.replaceAll("_", " ");
const noun = (type) => NOUNS[type] || words(type);
const count = (number, singular) => `${number.toLocaleString("en")} ${singular}${number === 1 ? "" : "s"}`;
const kindOf = (resource) => (Object.hasOwn(KINDS, resource.kind ?? "") ? KINDS[resource.kind] : null);
/** The state of a resource in words: of one that changes, what happens to it. */
const stateWords = (resource) => kindOf(resource)?.[resource.state === "would_change" ? 2 : 1] ?? words(resource.state);
const known = (state) => (Object.hasOwn(MARKS, state) ? state : "not_reached");

/** An element with a class, attributes and children. A child is an element or a text. */
function make(tag, { className, ...attributes } = {}, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function duration(seconds) {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

const label = (state, text = words(state)) => make("span", { className: `label ${known(state)}` }, text);
const resourceLabel = (resource) => label(resource.state, stateWords(resource));
const verdict = (name) => Object.hasOwn(ACCESS, name) ? name : "unknown";
const accessLabel = (name, long = 0) => make("span", { className: `label access-${verdict(name)}` }, ACCESS[verdict(name)][long]);
const mark = (state) => make("span", { className: `mark ${known(state)}`, "aria-hidden": "true" }, MARKS[known(state)]);
