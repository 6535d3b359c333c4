"""The line that is broken in the trials: a proxy that breaks nothing would prove nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.faults.background import Background
from tests.faults.proxy import Proxy

SAID = b"0123456789"


@pytest.fixture
def line() -> Iterator[Proxy]:
    """To a server that says again what it is told."""
    with socket.create_server(("127.0.0.1", 0)) as server, Background() as background:
        threading.Thread(target=serve, args=[server], daemon=True).start()
        proxy = Proxy(background, server.getsockname()[1])
        yield proxy
        proxy.close()
        server.shutdown(socket.SHUT_RDWR)


def serve(server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=echo, args=[connection], daemon=True).start()


def echo(connection: socket.socket) -> None:
    with connection:
        try:
            while content := connection.recv(100):
                connection.sendall(content)
        except OSError:
            return


@pytest.fixture
def client(line: Proxy) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", line.port), timeout=10) as client:
        assert said(client) == SAID
        yield client


def said(client: socket.socket) -> bytes:
    client.sendall(SAID)
    return client.recv(100)


def is_cut(client: socket.socket) -> bool:
    try:
        return client.recv(100) == b""
    except ConnectionError:
        return True


def test_a_line_that_is_cut_is_gone_and_who_comes_anew_is_let_through(line, client):
    line.cut()

    assert is_cut(client)
    with socket.create_connection(("127.0.0.1", line.port), timeout=10) as other:
        assert said(other) == SAID


def test_who_is_refused_is_cut_until_the_line_is_open_again(line):
    line.refuse()
    with socket.create_connection(("127.0.0.1", line.port), timeout=10) as refused:
        assert is_cut(refused)
    line.let_through()

    with socket.create_connection(("127.0.0.1", line.port), timeout=10) as other:
        assert said(other) == SAID


def test_of_the_next_answer_half_comes_and_then_the_end(line, client):
    line.halve()

    assert said(client) == SAID[:5]
    assert is_cut(client)
    with socket.create_connection(("127.0.0.1", line.port), timeout=10) as other:
        assert said(other) == SAID


def test_what_is_delayed_comes_late_and_in_order(line, client):
    line.delay(share=1, seconds=0.2)
    began = time.monotonic()
    answer = said(client)

    assert answer == SAID
    assert time.monotonic() - began >= 0.4  # there and back
    line.let_through()
    assert said(client) == SAID
