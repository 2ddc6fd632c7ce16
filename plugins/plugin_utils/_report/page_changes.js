/*
 * Copyright (c) 2026, leastpriv.aws contributors
 * GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list of distinct changes and of what the review found, and the links to an account, a resource or a change.
 */

// A run with more distinct changes is an exception; the JSON file has them all.
const MAX_CHANGES = 200;
const MAX_ACCOUNTS = 100;
const changes = report.distinct_changes || [];
const documents = report.review || [];
const isOverviewEmpty = changes.length + documents.length === 0;
const overview = make("section", { className: "side", id: "overview", "aria-label": documents.length ? "Distinct changes and findings" : "Distinct changes" });

const badge = (text) => make("span", { className: `badge${/^(widens|new access|deletes)/.test(text) ? " bad" : ""}` }, text);
const sign = (change) => make("span", { className: `mark ${known(change.state)}`, "aria-hidden": "true" }, kindOf(change)?.[0] ?? "");

function fillOverview() {
  overview.hidden = isOverviewEmpty;
  if (changes.length) listChanges();
  if (documents.length) overview.append(make("h2", {}, "Findings of the review"), ...documents.slice(0, MAX_CHANGES).map(reviewed));
  if (documents.length > MAX_CHANGES) overview.append(make("p", {}, `and ${count(documents.length - MAX_CHANGES, "more document")}, which the JSON file has`));
}

/** What the review found about a document, folded. A finding names its accounts if not all of the document's have it. */
function reviewed({ document: name, accounts, findings }) {
  const lines = findings.map(({ id, statement, message, known, accounts: those }) => make("li", {}, `${statement ?? "document"}: ${message} `,
    make("code", {}, id), known ? ", known" : "", those ? `, in ${those.slice(0, MAX_ACCOUNTS).join(", ")}` : "",
    those?.length > MAX_ACCOUNTS ? ` and ${count(those.length - MAX_ACCOUNTS, "more account")}` : ""));
  const numbers = `${count(findings.length, "finding")}, ${count(accounts.length, "account")}`;
  return make("details", { className: "reviewed" }, make("summary", {}, `${name} `, make("span", { className: "number" }, numbers)), make("ul", {}, ...lines));
}

function listChanges() {
  overview.append(make("h2", {}, count(changes.length, "distinct change")));
  const list = make("ul", { className: "changes" });
  changes.slice(0, MAX_CHANGES).forEach((change, index) => {
    const button = make("button", { className: "row", type: "button", "data-change": index }, sign(change),
      make("span", {}, make("span", { className: "title" }, change.title), ...change.badges.flatMap((text) => [" ", badge(text)])),
      make("span", { className: "number" }, count(change.accounts.length, "account")));
    button.addEventListener("click", () => openChange(index));
    list.append(make("li", {}, button));
  });
  overview.append(list);
  if (changes.length > MAX_CHANGES) overview.append(make("p", {}, `and ${count(changes.length - MAX_CHANGES, "more change")}, which the JSON file has`));
}

function openChange(index) {
  const change = changes[index];
  if (!change) return;
  const title = top(change.title);
  const facts = list([["State", label(change.state)], ["Accounts", String(change.accounts.length)]]);
  const parts = [title, make("p", {}, ...change.badges.map(badge)), facts];
  if (change.new_access) parts.push(...section("New access", make("ul", {}, ...change.new_access.map((found) => make("li", {}, found)))));
  parts.push(...contentOf(change));
  const accounts = make("div");
  for (const host of change.accounts.slice(0, MAX_ACCOUNTS)) {
    const row = rows.find(({ account }) => account.host === host);
    const button = make("button", { className: "row", type: "button" }, make("span", {}, titleOf(row.account)));
    button.addEventListener("click", () => open(cellOf(row, change.type, change.name)));
    accounts.append(button);
  }
  if (change.accounts.length > MAX_ACCOUNTS) accounts.append(make("p", {}, `and ${count(change.accounts.length - MAX_ACCOUNTS, "more account")}`));
  parts.push(...section("Accounts", accounts));
  select(null);
  show(parts, { change: String(index) });
}

// ---- links: the part of the address after # says what is open

function setLink(parameters) {
  const text = new URLSearchParams(parameters).toString();
  history.replaceState(null, "", text ? `#${text}` : location.pathname + location.search);
}

/** Open what the address says. An address of another report opens nothing. */
function followLink() {
  const link = new URLSearchParams(location.hash.slice(1));
  if (link.has("change")) return openChange(Number(link.get("change")));
  const row = link.has("account") && rows.find(({ account }) => account.host === link.get("account"));
  if (!row) return undefined;
  return open(cellOf(row, link.get("type"), link.get("name")));
}

/** The cell of a resource of an account, or the account's heading. */
function cellOf(row, type, name) {
  const element = elementOf(row);
  const index = columnOf.get(`${type}\n${name}`);
  return index === undefined || !row.cells[index] ? element.children[0] : element.children[index + firstCell];
}
