/*
 * Copyright (c) 2026, leastpriv.aws contributors
 * GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Shows the report that the page carries. Whatever comes from it becomes the text of an element, and nothing else.
 */
"use strict";

// A scope of its own: a window has names like top and close already.
(() => {

const report = JSON.parse(document.getElementById("report").textContent);

// Letters for eyes that do not tell the colours apart, and for print.
const MARKS = {
  unchanged: "\u00b7", changed: "\u25cf", would_change: "\u25cb", failed: "\u00d7", unreachable: "!", skipped: "\u2013",
  not_reached: "",
};
const NOUNS = { managed_policy: "policy", role: "role" };

const words = (state) => state.replace("_", " ");
const noun = (type) => NOUNS[type] || words(type);
const count = (number, one) => `${number.toLocaleString("en")} ${one}${number === 1 ? "" : "s"}`;
const known = (state) => (Object.hasOwn(MARKS, state) ? state : "not_reached");

/** An element with a class, attributes, and children, which are elements or texts. */
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

const label = (state) => make("span", { className: `label ${known(state)}` }, words(state));
const mark = (state) => make("span", { className: `mark ${known(state)}`, "aria-hidden": "true" }, MARKS[known(state)]);

/** Everything of an account that a search looks at, made when the first search asks for it. */
function haystack(row) {
  if (row.text === undefined) {
    const account = row.account;
    const parts = [account.host, account.account_id, account.name, account.ou];
    for (const failure of account.failures) parts.push(failure.task, failure.message);
    for (const resource of account.resources) {
      if (resource.state === "unchanged" || resource.state === "not_reached") continue;
      parts.push(resource.name, resource.message);
      for (const action of resource.actions || []) parts.push(action.operation, action.summary);
      for (const change of resource.changes || []) parts.push(change.summary);
    }
    for (const { name, surveys } of account.resources) {
      for (const survey of surveys || []) parts.push(name, ...survey.findings);
    }
    row.text = parts.filter(Boolean).join("\n").toLowerCase();
  }
  return row.text;
}

// ---- the page's frame

function facts() {
  const parts = [];
  if (report.started) parts.push(report.started.replace("T", " ").replace("+00:00", " UTC"));
  parts.push(duration(report.seconds), count(report.accounts.length, "account"), count(report.resources.length, "resource"));
  if (report.waves.length > 1) parts.push(count(report.waves.length, "wave"));
  return parts.join(" \u00b7 ");
}

function heading() {
  const title = make("h1", {}, `Rollout of ${report.playbook}`);
  if (report.check_mode) title.append(make("span", { className: "badge" }, "check mode: nothing was changed"));
  if (report.interrupted) title.append(make("span", { className: "badge bad" }, "interrupted"));
  if (report.waves.some((wave) => wave.stopped) && !report.interrupted)
    title.append(make("span", { className: "badge bad" }, "stopped after failures"));
  return make("header", {}, title, make("p", { className: "facts" }, facts()));
}

const chips = make("fieldset", { className: "states" }, make("legend", {}, "Show accounts by state"));
const pressed = new Set();

function addChip(state) {
  const number = rows.filter((row) => row.states.has(state)).length;
  if (number === 0) return;
  const accounts = count(report.totals.accounts[state] ?? 0, "account");
  const title = `${accounts}, ${count(report.totals.resources[state] ?? 0, "resource")}`;
  const chip = make("button", { className: "chip", type: "button", "aria-pressed": "false", "data-state": state, title },
    mark(state), words(state), make("b", {}, number.toLocaleString("en")));
  chip.addEventListener("click", () => {
    if (!pressed.delete(state)) pressed.add(state);
    chip.setAttribute("aria-pressed", String(pressed.has(state)));
    filter();
  });
  chips.append(chip);
}

const search = make("input", { type: "search", placeholder: "Account, resource, message", "aria-label": "Search", id: "search" });
const units = make("select", { id: "ou", "aria-label": "Organizational unit" }, make("option", { value: "" }, "All organizational units"));
const paths = new Set();
for (const { ou } of report.accounts) {
  // A unit is part of those above it.
  const steps = (ou || "").split("/").filter(Boolean);
  steps.forEach((_, index) => paths.add(steps.slice(0, index + 1).join("/")));
}
for (const path of [...paths].sort()) units.append(make("option", { value: path }, path));
units.hidden = paths.size === 0;
const reset = make("button", { className: "plain", type: "button", id: "reset" }, "Show all");
const shown = make("output", { className: "shown", id: "shown" });

// ---- accounts down, resources across

const columns = report.resources;
const columnOf = new Map(columns.map((column, index) => [`${column.type}\n${column.name}`, index]));
const rows = [];
const body = make("tbody");

function tableHead() {
  const head = make("tr", {}, make("th", { className: "corner", scope: "col" }, "Account"),
    make("th", { className: "corner-state", scope: "col" }, "State"));
  columns.forEach((column, index) => {
    const title = `${noun(column.type)} ${column.name}`;
    const first = index > 0 && columns[index - 1].type !== column.type ? " first-of-type" : "";
    head.append(make("th", { className: `resource${first}`, scope: "col", title }, make("span", {}, column.name)));
  });
  const widths = make("colgroup", {}, make("col", { className: "account" }), make("col", { className: "state" }));
  for (const _ of columns) widths.append(make("col", { className: "resource" }));
  return [widths, make("thead", {}, head)];
}

function accountRow(account, index) {
  const below = [account.account_id === account.host ? null : account.account_id, account.ou].filter(Boolean).join("  ");
  const element = make("tr", { "data-index": index },
    make("th", { scope: "row", title: account.host }, make("b", {}, account.host), make("small", {}, below || "\u00a0")),
    make("td", { className: "of-account" }, label(account.state)));
  const cells = new Array(columns.length).fill(null);
  for (const resource of account.resources) cells[columnOf.get(`${resource.type}\n${resource.name}`)] = resource;
  for (const resource of cells) {
    const cell = document.createElement("td");
    if (resource) {
      const state = known(resource.state);
      cell.className = `cell ${state}`;
      cell.textContent = MARKS[state];
      cell.setAttribute("aria-label", words(state));
    } else {
      cell.className = "none";
    }
    element.append(cell);
  }
  // Nearly every account has resources that are as they should be; who looks for such accounts means all of them.
  const states = account.resources.map((each) => each.state).filter((state) => state !== "unchanged");
  return { account, element, cells, states: new Set([account.state, ...states]) };
}

function filter() {
  const text = search.value.trim().toLowerCase();
  const unit = units.value;
  let visible = 0;
  for (const row of rows) {
    const ou = (row.account.ou || "").split("/").filter(Boolean).join("/");
    const fits = (pressed.size === 0 || [...pressed].some((state) => row.states.has(state)))
      && (unit === "" || ou === unit || ou.startsWith(`${unit}/`))
      && (text === "" || haystack(row).includes(text));
    row.element.hidden = !fits;
    visible += fits;
  }
  shown.textContent = `${visible.toLocaleString("en")} of ${count(rows.length, "account")}`;
  empty.hidden = visible > 0;
  placeTabStop();
}

// ---- one tab stop for the whole table; arrow keys within it

let tabStop = null;

function focusable(cell) {
  return cell && (cell.tagName === "TH" || cell.classList.contains("cell")) ? cell : null;
}

function moveTabStop(cell) {
  if (tabStop) tabStop.removeAttribute("tabindex");
  tabStop = cell;
  if (cell) cell.setAttribute("tabindex", "0");
}

function placeTabStop() {
  if (tabStop && !tabStop.closest("tr").hidden) return;
  moveTabStop(body.querySelector("tr:not([hidden]) > th"));
}

function sibling(row, step) {
  let next = row;
  do next = step > 0 ? next.nextElementSibling : next.previousElementSibling; while (next && next.hidden);
  return next;
}

function neighbour(cell, key) {
  const row = cell.parentElement;
  if (key === "Home") return row.firstElementChild;
  if (key === "End") return [...row.children].reverse().find(focusable);
  if (key === "ArrowUp" || key === "ArrowDown") {
    const next = sibling(row, key === "ArrowDown" ? 1 : -1);
    return next && (focusable(next.children[cell.cellIndex]) || next.firstElementChild);
  }
  let next = cell;
  do next = key === "ArrowRight" ? next.nextElementSibling : next.previousElementSibling; while (next && !focusable(next));
  return next;
}

body.addEventListener("keydown", (event) => {
  const cell = focusable(event.target);
  if (!cell) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    open(cell);
  } else if (["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
    event.preventDefault();
    const next = neighbour(cell, event.key);
    if (next) {
      moveTabStop(next);
      next.focus();
    }
  }
});

body.addEventListener("click", (event) => {
  const cell = focusable(event.target.closest("th, td"));
  if (cell) open(cell);
});

// ---- what is to be said of one account, or of one resource in it

const detail = make("aside", { id: "detail", "aria-label": "Details", tabindex: "-1" });
detail.hidden = true;
let selected = null;

function open(cell) {
  const row = rows[Number(cell.parentElement.dataset.index)];
  const resource = cell.tagName === "TH" ? null : row.cells[cell.cellIndex - 2];
  if (selected) selected.removeAttribute("aria-selected");
  selected = cell;
  cell.setAttribute("aria-selected", "true");
  moveTabStop(cell);
  detail.replaceChildren(...(resource ? ofResource(row, resource) : ofAccount(row)));
  detail.hidden = false;
  detail.scrollTop = 0;
  detail.focus({ preventScroll: true });
}

function close() {
  if (detail.hidden) return;
  detail.hidden = true;
  detail.replaceChildren();
  selected.removeAttribute("aria-selected");
  selected.focus();
  selected = null;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

function top(title) {
  const button = make("button", { className: "plain", type: "button", id: "close" }, "Close");
  button.addEventListener("click", close);
  return make("div", { className: "top" }, make("h2", {}, title), button);
}

function list(entries) {
  const element = make("dl");
  for (const [name, value] of entries) if (value) element.append(make("dt", {}, name), make("dd", {}, value));
  return element;
}

function section(title, ...children) {
  return [make("h3", {}, title), ...children];
}

function ofAccount({ account, cells, element }) {
  const about = list([["State", label(account.state)], ["Name", account.name], ["Account", account.account_id],
    ["Unit", account.ou], ["Wave", account.wave && String(account.wave)],
    ["Time", account.seconds ? duration(account.seconds) : ""]]);
  const parts = [top(account.host), about];
  for (const failure of account.failures) {
    const how = failure.handled ? `Failure, ${failure.handled}` : failure.unreachable ? "Unreachable" : "Failure";
    parts.push(...section(how, make("p", {}, failure.task), make("pre", { className: "message" }, failure.message)));
  }
  const resources = make("div");
  cells.forEach((resource, index) => {
    if (!resource) return;
    const button = make("button", { className: "row", type: "button" }, label(resource.state),
      make("span", {}, `${noun(resource.type)} ${resource.name}`));
    button.addEventListener("click", () => open(element.children[index + 2]));
    resources.append(button);
  });
  if (resources.childElementCount) parts.push(...section("Resources", resources));
  return parts;
}

function ofResource({ account }, resource) {
  const parts = [top(`${noun(resource.type)} ${resource.name}`),
    list([["State", label(resource.state)], ["Account", account.account_id && account.account_id !== account.host ? `${account.host} (${account.account_id})` : account.host], ["Unit", account.ou]])];
  const surveys = resource.surveys || [];
  surveys.forEach((found, index) => parts.push(...section(surveyed(index, surveys.length), survey(found))));
  if (resource.message) parts.push(...section("Message", make("pre", { className: "message" }, resource.message)));
  if (resource.actions) {
    const would = resource.state === "would_change";
    parts.push(...section(would ? "What a run would do" : "What was done", make("ol", {}, ...resource.actions.map(action))));
  }
  if (resource.changes) parts.push(...section("What changes in documents", ...resource.changes.map(change)));
  if (resource.diff) parts.push(...section("Difference", diff(resource.diff)));
  if (parts.length === 2) parts.push(make("p", {}, NOTHING[resource.state] || ""));
  return parts;
}

const NOTHING = {
  unchanged: "It is as it should be.",
  not_reached: "The rollout ended before it came to this.",
  skipped: "The task was skipped.",
};

function surveyed(index, of) {
  if (of === 1) return "Survey";
  return index === of - 1 ? "Survey in the end" : index === 0 ? "Survey at first" : "Survey in between";
}

function survey({ exists, differs, findings }) {
  const lines = [exists ? "it exists" : "it does not exist", ...(differs === false ? ["as it is written down"] : []), ...findings];
  return make("ul", {}, ...lines.map((line) => make("li", {}, String(line))));
}

function action({ operation, summary }) {
  return make("li", {}, String(summary ?? ""), " ", make("code", {}, String(operation ?? "")));
}

function change(entry) {
  const where = [entry.document, entry.statement, entry.element].filter(Boolean).join(" \u203a ");
  const effect = entry.effect ? make("span", { className: `effect${entry.effect === "widens" ? " widens" : ""}` }, EFFECTS[entry.effect] || entry.effect) : null;
  const value = (className, sign) => (each) =>
    make("span", { className: `value ${className}` }, `${sign} ${typeof each === "string" ? each : JSON.stringify(each, null, 1)}`);
  return make("div", { className: "change" }, make("div", {}, where), effect,
    ...[].concat(entry.removed ?? []).map(value("remove", "\u2212")), ...[].concat(entry.added ?? []).map(value("add", "+")));
}

const EFFECTS = {
  widens: "widens what is allowed", narrows: "narrows what is allowed", neither: "neither widens nor narrows what is allowed",
  unknown: "may widen or narrow what is allowed",
};

function diff(text) {
  const kind = (line) => {
    if (line.startsWith("@@") || line.startsWith("--- before") || line.startsWith("+++ after")) return "place";
    return line.startsWith("+") ? "add" : line.startsWith("-") ? "remove" : "";
  };
  return make("pre", { className: "diff" }, ...text.split("\n").map((line) => make("span", { className: kind(line) }, line || " ")));
}

// ---- all together

const empty = make("p", { className: "empty" }, report.accounts.length ? "No account fits." : "No account was in this rollout.");
report.accounts.forEach((account, index) => {
  const row = accountRow(account, index);
  rows.push(row);
  body.append(row.element);
});
Object.keys(MARKS).forEach(addChip);
let waiting = 0;
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(filter, 80);
});
units.addEventListener("change", filter);
reset.addEventListener("click", () => {
  pressed.clear();
  for (const chip of chips.querySelectorAll("button")) chip.setAttribute("aria-pressed", "false");
  search.value = "";
  units.value = "";
  filter();
});
const table = make("table", { className: "accounts", "aria-label": "Accounts and their resources" }, ...tableHead(), body);
document.body.append(heading(), make("div", { className: "tools", role: "search" }, chips, search, units, reset, shown),
  make("main", {}, make("div", { className: "matrix" }, table, empty), detail));
filter();
})();
