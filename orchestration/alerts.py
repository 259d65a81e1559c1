"""Alert wiring: one message per close to the channels headquarters configured; nothing else is sent anywhere.

Channels are rows of `<home>/config/alerts.yml`. DingTalk, WeCom and Feishu answer 200 with an error
code in the body and cut long messages: the code is checked, messages are split, Feishu and DingTalk
messages are signed when a secret is given.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import smtplib
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import polars as pl
import yaml

from warehouse.home import Home
from warehouse.publish import current_close

# WeCom's limit is the lowest of the three (2048 bytes of text); the others take more.
MAX_BYTES = 2000
TIMEOUT_SECONDS = 10
_LEVELS = {"advisory": 0, "explain": 1, "data_error": 2, "nonconformity": 3}


class AlertError(RuntimeError):
    """A channel did not take the message; names the channel, never its address or secret."""


def split_text(text: str, limit: int = MAX_BYTES) -> Iterator[str]:
    """Cut a message at line ends so that each part is at most `limit` bytes of UTF-8."""
    part = ""
    for line in text.splitlines():
        for piece in _pieces(line, limit):
            if part and len((part + "\n" + piece).encode()) > limit:
                yield part
                part = piece
            else:
                part = f"{part}\n{piece}" if part else piece
    if part:
        yield part


def _pieces(line: str, limit: int) -> Iterator[str]:
    """A line that is itself too long, cut at character boundaries."""
    piece = ""
    for character in line:
        if len((piece + character).encode()) > limit:
            yield piece
            piece = ""
        piece += character
    yield piece


def message_for(home: Home, threshold: str = "explain") -> str | None:
    """The alert of the current close: what is bad, late or missing; None when there is nothing to say."""
    folder = current_close(home)
    if folder is None:
        return None
    findings = pl.read_parquet(folder / "findings.parquet")
    missing = pl.read_parquet(folder / "checks.parquet").filter(pl.col("status") == "missing")
    rank = pl.col("disposition").replace_strict(_LEVELS, default=3, return_dtype=pl.Int32)
    serious = findings.filter(rank >= _LEVELS[threshold]).unique(["plant", "process", "period", "message_zh"])
    if serious.is_empty() and missing.is_empty():
        return None
    lines = [f"【结账 {folder.resolve().name}】发现 {serious.height} 项，未核查 {missing.height} 项"]
    ordered = serious.sort(rank, "plant", "period", "process", "message_zh", descending=[True, *[False] * 4])
    lines += [
        f"{r['plant']} {r['process']} {r['period']} {r['message_zh']}" for r in ordered.iter_rows(named=True)
    ]
    by_plant = missing.group_by("plant").len().sort("plant")
    lines += [f"{r['plant']} 未核查 {r['len']} 项（缺数据）" for r in by_plant.iter_rows(named=True)]
    return "\n".join(lines)


def alert_on_close(home: Home, log: Callable[[str], Any]) -> None:
    """Send the current close's alert to every configured channel; a channel that refuses is an error."""
    settings_file = home.root / "config" / "alerts.yml"
    if not settings_file.exists():
        log("no alert channels configured (config/alerts.yml)")
        return
    refused = []
    for channel in yaml.safe_load(settings_file.read_text(encoding="utf-8"))["channels"]:
        text = message_for(home, channel.get("threshold", "explain"))
        if text is None:
            continue
        try:
            for part in split_text(text):
                SENDERS[channel["type"]](channel, part)
        except (AlertError, OSError) as problem:
            refused.append(f"{channel.get('name', channel['type'])}: {problem}")
    if refused:
        raise AlertError("; ".join(refused))


def _post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    request = urllib.request.Request(
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
        try:
            return dict(json.loads(answer.read() or b"{}"))
        except ValueError:
            return {}


def _accepted(answer: dict[str, Any]) -> None:
    code = answer.get("errcode", answer.get("code", answer.get("StatusCode", 0)))
    if code != 0:
        raise AlertError(f"code {code}: {answer.get('errmsg', answer.get('msg', ''))}")


def _sign(key: str, message: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()).decode()


def _dingtalk(channel: dict[str, Any], text: str) -> None:
    url = channel["url"]
    if secret := channel.get("secret"):
        stamp = str(round(time.time() * 1000))
        signature = urllib.parse.quote_plus(_sign(secret, f"{stamp}\n{secret}"))
        url = f"{url}&timestamp={stamp}&sign={signature}"
    _accepted(_post(url, {"msgtype": "text", "text": {"content": text}}))


def _wecom(channel: dict[str, Any], text: str) -> None:
    _accepted(_post(channel["url"], {"msgtype": "text", "text": {"content": text}}))


def _feishu(channel: dict[str, Any], text: str) -> None:
    body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
    if secret := channel.get("secret"):
        stamp = str(int(time.time()))
        # Feishu signs an empty message with the stamp and secret as the key.
        body |= {"timestamp": stamp, "sign": _sign(f"{stamp}\n{secret}", "")}
    _accepted(_post(channel["url"], body))


def _webhook(channel: dict[str, Any], text: str) -> None:
    _post(channel["url"], {"text": text})


def _mail(channel: dict[str, Any], text: str) -> None:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = (
        text.splitlines()[0],
        channel["from"],
        ", ".join(channel["to"]),
    )
    mail.set_content(text)
    with smtplib.SMTP(channel["host"], channel.get("port", 25), timeout=TIMEOUT_SECONDS) as server:
        if channel.get("user"):
            server.starttls()
            server.login(channel["user"], channel["password"])
        server.send_message(mail)


SENDERS: dict[str, Callable[[dict[str, Any], str], None]] = {
    "dingtalk": _dingtalk,
    "wecom": _wecom,
    "feishu": _feishu,
    "webhook": _webhook,
    "mail": _mail,
}
