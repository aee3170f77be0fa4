/** XMLHttpRequest as fetch: of the two ways that browsers have, the one that tells how much was sent. */

/** POSTs the body. `moved` is told how much of it was sent. */
export function sendByXhr(
  url: string,
  init: RequestInit & { headers: Headers },
  body: Blob,
  moved: (sentBytes: number) => void,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    init.headers.forEach((value, name) => request.setRequestHeader(name, value));
    request.responseType = "blob";
    request.upload.onprogress = ({ loaded }) => moved(loaded);
    request.onload = () => resolve(answerOf(request));
    request.onerror = () => reject(new TypeError("the connection failed"));
    request.onabort = () => reject(init.signal?.reason);
    init.signal?.addEventListener("abort", () => request.abort(), { once: true });
    if (init.signal?.aborted) reject(init.signal.reason);
    else request.send(body);
  });
}

/** The answer as fetch would give it. */
function answerOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().trim().split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return new Response(request.response as Blob, { status: request.status, headers });
}
