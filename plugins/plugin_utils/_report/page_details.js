/*
 * Copyright (c) 2026, leastpriv.aws contributors
 * GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The panel with the details of one account, or of one of its resources.
 */

const detail = make("section", { className: "side", id: "detail", "aria-label": "Details", tabindex: "-1" });
detail.hidden = true;
let selected = null;
let opener = null;

function open(cell) {
  const row = rowOf(cell);
  const resource = cell.tagName === "TH" ? null : row.cells[cell.cellIndex - firstCell];
  reveal(row);
  select(cell);
  moveTabStop(cell);
  const link = { account: row.account.host, ...(resource ? { type: resource.type, name: resource.name } : {}) };
  show(resource ? ofResource(row, resource) : ofAccount(row), link);
}

function select(cell) {
  if (selected) selected.removeAttribute("aria-selected");
  selected = cell;
  if (cell) cell.setAttribute("aria-selected", "true");
}

/** Show some details in place of the list of changes. */
function show(parts, link) {
  if (detail.hidden) opener = selected || document.activeElement;
  setLink(link);
  detail.replaceChildren(...parts);
  detail.hidden = false;
  overview.hidden = true;
  detail.scrollTop = 0;
  detail.focus({ preventScroll: true });
}

function close() {
  if (detail.hidden) return;
  detail.hidden = true;
  detail.replaceChildren();
  overview.hidden = isOverviewEmpty;
  setLink({});
  (selected || opener)?.focus();
  select(null);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});

function top(title) {
  const button = make("button", { className: "plain", type: "button", id: "close" }, "Close");
  button.addEventListener("click", close);
  return make("div", { className: "top" }, make("h2", {}, title), copyButton("Copy link", () => location.href), button);
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
  const about = list([["State", label(account.state)], ["Access", account.access && accessLabel(account.access, 1)], ["Name", account.name], ["Account", account.account_id],
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
    const found = resource.access?.findings.length ? accessLabel(resource.access.verdict) : null;
    const button = make("button", { className: "row", type: "button" }, resourceLabel(resource), found,
      make("span", {}, `${noun(resource.type)} ${resource.name}`));
    button.addEventListener("click", () => open(element.children[index + firstCell]));
    resources.append(button);
  });
  if (resources.childElementCount) parts.push(...section("Resources", resources));
  return parts;
}

function ofResource({ account }, resource) {
  const parts = [top(`${noun(resource.type)} ${resource.name}`),
    list([["State", resourceLabel(resource)], ["Account", titleOf(account)], ["Unit", account.ou]])];
  const drifts = resource.surveys || [];
  drifts.forEach((found, index) => parts.push(...section(driftTitle(index, drifts.length), drift(found))));
  if (resource.access) parts.push(...access(resource.access));
  if (resource.message) parts.push(...section("Message", make("pre", { className: "message" }, resource.message)));
  parts.push(...contentOf(resource));
  if (parts.length === 2) parts.push(make("p", {}, WITHOUT_DETAILS[resource.state] || ""));
  return parts;
}

const titleOf = ({ host, account_id: id }) => (id && id !== host ? `${host} (${id})` : host);

/** The calls of a change, the changes of documents, and the diff. */
function contentOf({ state, actions, changes: edits, diff: text }) {
  const parts = [];
  if (actions) parts.push(...section(state === "would_change" ? "Planned actions" : "Actions", make("ol", {}, ...actions.map(action))));
  if (edits) parts.push(...section("Changes in policy documents", ...edits.map(change)));
  if (text) parts.push(...section("Diff", diff(text)));
  return parts;
}

/** What was found about the access of a resource, with a request for each finding. */
function access({ verdict: name, held, findings, not_considered: left }) {
  const holding = held ? ` ${count(held, "assertion")} ${held === 1 ? "holds" : "hold"}` : "";
  const parts = section("Access", make("p", {}, accessLabel(name, 1), holding));
  for (const { subject, position, verdict: found, message, request } of findings) {
    const title = subject === "new_access" ? "" : `${subject}${position === null ? "" : `[${position}]`} `;
    const entry = make("div", { className: "change" }, make("div", {}, make("code", {}, title), accessLabel(found)), make("p", {}, message));
    if (request) entry.append(list(requestFacts(request)));
    parts.push(entry);
  }
  if (left.length) parts.push(make("p", { className: "facts" }, `Not considered: ${left.join(", ")}.`));
  return parts;
}

function requestFacts({ action: name, resource, principal, context, allowed_by: allowing, denied_by: denying }) {
  const keys = Object.entries(context || {}).map(([key, values]) => [key, values.length ? values.map(String).join(", ") : "without a value"]);
  return [["Action", name], ["Resource", resource], ["Principal", principal], ...keys,
    ["Allowed by", (allowing || []).join(", ")], ["Denied by", (denying || []).join(", ")]];
}

const WITHOUT_DETAILS = {
  unchanged: "It is in the desired state.",
  not_reached: "The run ended before it reached this resource.",
  skipped: "The task was skipped.",
};

function driftTitle(index, total) {
  if (total === 1) return "Found in AWS";
  return index === total - 1 ? "Found in AWS at the end" : index === 0 ? "Found in AWS at the start" : "Found in AWS meanwhile";
}

function drift({ exists, differs, findings }) {
  const lines = [exists ? "exists" : "does not exist", ...(differs === false ? ["no drift"] : []), ...findings];
  return make("ul", {}, ...lines.map((line) => make("li", {}, String(line))));
}

function action({ operation, summary }) {
  return make("li", {}, String(summary ?? ""), " ", make("code", {}, String(operation ?? "")));
}

function change(entry) {
  const where = [entry.document, entry.statement, entry.element].filter(Boolean).join(" \u203a ");
  const effect = entry.effect ? make("span", { className: `effect${["widens", "both"].includes(entry.effect) ? " widens" : ""}` }, EFFECTS[entry.effect] || entry.effect) : null;
  const value = (className, sign) => (content) =>
    make("span", { className: `value ${className}` }, `${sign} ${typeof content === "string" ? content : JSON.stringify(content, null, 2)}`);
  return make("div", { className: "change" }, make("div", {}, where), effect,
    ...[].concat(entry.removed ?? []).map(value("remove", "\u2212")), ...[].concat(entry.added ?? []).map(value("add", "+")));
}

const EFFECTS = {
  widens: "widens what is allowed", narrows: "narrows what is allowed", neither: "neither widens nor narrows what is allowed",
  both: "widens and narrows what is allowed", unknown: "may widen or narrow what is allowed",
};
