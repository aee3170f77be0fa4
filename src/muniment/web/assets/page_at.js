// A page of ours, not to be shown but to take parts from; null where there is none, as for who was signed out.
export async function pageAt(address) {
  const answer = await fetch(address, { headers: { accept: "text/html" }, redirect: "manual" });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}
