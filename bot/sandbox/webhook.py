"""Updates brought to the bot's own address, in order, each until it was taken with 2xx."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from bot.sandbox.errors import Json, bad_request
from bot.sandbox.params import Params
from bot.sandbox.world import World

SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
ANSWER_SECONDS = 60.0


class Webhook:
    """setWebhook and its kin, and the delivery. One connection, so the order is kept."""

    def __init__(
        self,
        world: World,
        call: Callable[[str, Params], Awaitable[Any]],
        *,
        first_pause: float = 0.2,
        longest_pause: float = 5.0,
    ) -> None:
        """`call` runs a method the bot names in its answer; pauses are in seconds."""
        self.world = world
        self.call = call
        self.first_pause = first_pause
        self.longest_pause = longest_pause
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        world.updates.listeners.append(self._news.set)

    def set_webhook(self, params: Params) -> bool:
        """From now on updates are brought to this address; an empty one stops it."""
        url = params.text("url")
        secret = params.text("secret_token")
        if secret and not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if url and not url.startswith(("http://", "https://")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if (kinds := params.plain("allowed_updates")) is not None:
            self.world.updates.allow(kinds)
        self._begin(params, {"url": url, "secret_token": secret} if url else {})
        if url:
            self.world.webhook["max_connections"] = params.number("max_connections") or 40
        return True

    def delete_webhook(self, params: Params) -> bool:
        """Back to getUpdates."""
        self._begin(params, {})
        return True

    def get_webhook_info(self, _: Params) -> Json:
        """Telegram's WebhookInfo."""
        hook = self.world.webhook
        info: Json = {
            "url": hook.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self.world.updates),
        }
        for name in ("max_connections", "last_error_date", "last_error_message"):
            if name in hook:
                info[name] = hook[name]
        if self.world.updates.allowed:
            info["allowed_updates"] = self.world.updates.allowed
        return info

    def _begin(self, params: Params, hook: Json) -> None:
        if params.flag("drop_pending_updates"):
            self.world.updates.clear()
        self.world.webhook = hook
        self.world.tell({"type": "webhook"})
        self._news.set()

    def start(self) -> None:
        """Begins to deliver."""
        self._task = asyncio.create_task(self._deliver())

    async def stop(self) -> None:
        """Ends the delivery; what was not taken stays."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _deliver(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as http:
            pause = self.first_pause
            while True:
                hook = self.world.webhook
                update = self.world.updates.first()
                if not hook.get("url") or update is None:
                    self._news.clear()
                    await self._news.wait()
                    pause = self.first_pause
                    continue
                failure = await self._bring(http, hook, update[1])
                if failure is None:
                    self.world.updates.forget(update)
                    self.world.tell({"type": "acknowledged"})
                    pause = self.first_pause
                    continue
                hook["last_error_date"] = self.world.date()
                hook["last_error_message"] = failure
                await asyncio.sleep(pause)
                pause = min(pause * 2, self.longest_pause)

    async def _bring(self, http: aiohttp.ClientSession, hook: Json, text: str) -> str | None:
        """Posts one update; None when it was taken, else what went wrong."""
        headers = {"Content-Type": "application/json"}
        if hook["secret_token"]:
            headers["X-Telegram-Bot-Api-Secret-Token"] = hook["secret_token"]
        try:
            async with http.post(hook["url"], data=text.encode(), headers=headers) as answer:
                body = await answer.read()
                if not 200 <= answer.status < 300:
                    reason = f"{answer.status} {answer.reason}"
                    return f"Wrong response from the webhook: {reason}"
        except aiohttp.ClientConnectorError:
            return "Connection refused"
        except (aiohttp.ClientError, TimeoutError) as trouble:
            return str(trouble) or "Read timeout expired"
        await self._obey(body)
        return None

    async def _obey(self, body: bytes) -> None:
        """A bot may answer with one call to be made; its outcome is not told."""
        with contextlib.suppress(ValueError):
            wish = json.loads(body) if body else None
            if isinstance(wish, dict) and isinstance(method := wish.pop("method", None), str):
                await self.call(method, Params(wish))
