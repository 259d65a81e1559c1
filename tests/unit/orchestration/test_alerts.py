"""Alerts reach a channel whole and signed, and a refusal in the body is an error."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.alerts import MAX_BYTES, SENDERS, AlertError, split_text


class Channel:
    """A chat service on loopback that keeps what it gets and answers what it is told."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.answer: dict[str, Any] = {"errcode": 0}
        channel = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                channel.paths.append(self.path)
                channel.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(channel.answer).encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?token=t"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def channel() -> Iterator[Channel]:
    service = Channel()
    yield service
    service.server.shutdown()


@pytest.mark.parametrize("kind", ["dingtalk", "wecom", "feishu"])
def test_error_code_in_a_200_body_is_a_refusal(channel: Channel, kind: str) -> None:
    channel.answer = {"errcode": 310000, "errmsg": "sign not match", "code": 19021}
    with pytest.raises(AlertError):
        SENDERS[kind]({"url": channel.url}, "x")


@pytest.mark.parametrize("kind", ["dingtalk", "wecom", "feishu", "webhook"])
def test_accepted_message_arrives_with_its_text(channel: Channel, kind: str) -> None:
    SENDERS[kind]({"url": channel.url}, "铝液产量缺数据")
    assert "铝液产量缺数据" in json.dumps(channel.bodies, ensure_ascii=False)


def test_secret_signs_the_message(channel: Channel) -> None:
    SENDERS["dingtalk"]({"url": channel.url, "secret": "s"}, "x")
    SENDERS["feishu"]({"url": channel.url, "secret": "s"}, "x")
    assert "sign=" in channel.paths[0]
    assert channel.bodies[1]["sign"]


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")), max_size=3000))
def test_splitting_loses_nothing_and_stays_in_the_limit(text: str) -> None:
    parts = list(split_text(text))
    assert "".join(parts) == text
    assert all(len(part.encode()) <= MAX_BYTES for part in parts)
