// The page's one door to the server: the stage API, and its live events.

import { t } from "./words.js";

async function call(method, path, body) {
  const form = body instanceof FormData;
  let response;
  try {
    response = await fetch(path, {
      method,
      body: body === undefined || form ? body : JSON.stringify(body),
      headers: body === undefined || form ? {} : { "Content-Type": "application/json" },
      cache: "no-store",
    });
  } catch {
    throw new Error(t("app.unreachable"));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `${response.status} ${response.statusText}`);
  return answer;
}

export const get = (path) => call("GET", path);
export const post = (path, body = {}) => call("POST", path, body);
export const drop = (path) => call("DELETE", path);

/**
 * Listens to the server for as long as the page lives. `opened` is called at every (re)connection:
 * whatever happened meanwhile was not heard, so the caller fetches everything again.
 */
export function listen({ heard, opened, lost }) {
  let source;
  const connect = () => {
    source = new EventSource("/stage/events");
    source.addEventListener("open", opened);
    source.addEventListener("message", (event) => heard(JSON.parse(event.data)));
    source.addEventListener("error", () => {
      lost();
      // A refused stream stays closed: the browser retries only those that broke.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 1500);
    });
  };
  connect();
  addEventListener("pagehide", () => source.close());
}
