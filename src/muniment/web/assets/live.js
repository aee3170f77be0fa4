// Keeps what has not settled up to date: while anything says data-settled="no", the page is asked for again, and its
// parts with data-live take the place of the old ones. Less and less often where nothing happens, and not while nobody
// looks or somebody is at work in a part.
import { pageAt } from "./page_at.js";

const LEAST = 2000, MOST = 20000;
let wait = LEAST;

const isSettled = () => !document.querySelector('[data-settled="no"]');
const isWatched = () =>
  document.visibilityState === "visible" && !document.activeElement?.closest("[data-live]");

async function renew() {
  const fresh = await pageAt(location.href);
  if (!fresh) return false;
  let isChanged = false;
  for (const old of document.querySelectorAll("[data-live]")) {
    const part = fresh.getElementById(old.id);
    if (!part || part.isEqualNode(old)) continue;
    old.replaceWith(document.adoptNode(part));
    isChanged = true;
  }
  wait = isChanged ? LEAST : Math.min(wait * 1.5, MOST);
  return true;
}

async function follow() {
  if (isSettled()) return;
  try {
    if (isWatched() && !(await renew())) return; // signed out, or worse: whoever loads the page is told
  } catch {
    wait = MOST; // away for a moment
  }
  setTimeout(follow, wait);
}

setTimeout(follow, wait);
