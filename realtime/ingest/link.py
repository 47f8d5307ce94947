"""The line to the devices' broker: QoS 1, persistent session, acknowledged by hand after the commit.

Single-threaded: `gather` reads what the socket holds and returns; nothing waits on a timer to fill a batch.
"""

import logging
import select
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, cast

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from ioc.kernel.mqtt import Login, ingest_client

log = logging.getLogger(__name__)
CHUNK = 1 << 16
PUBACK = b"\x40\x02"
SHORTEST_WAIT, LONGEST_WAIT = 0.2, 5.0
NO_UTF8 = "(no UTF-8)"
Message = tuple[str, bytes, bool]  # topic, payload, whether the broker had kept it from before


class BufferedClient(mqtt.Client):
    """paho reads a message with three or more system calls; this one reads the socket in chunks of 64 KiB.

    Should paho stop asking `_sock_recv`, the buffer stays empty and only the speed is lost.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._chunk = b""
        self._pos = 0

    @property
    def holds(self) -> bool:
        return self._pos < len(self._chunk)

    def drop_buffer(self) -> None:
        self._chunk, self._pos = b"", 0

    def _sock_recv(self, bufsize: int) -> bytes:
        pos = self._pos
        if pos >= len(self._chunk):
            self._chunk = super()._sock_recv(CHUNK)
            pos = 0
        end = pos + bufsize
        part = self._chunk[pos:end]
        self._pos = pos + len(part)
        return part


class Link:
    """`on_up` is called after every (re)connection, when the subscriptions have been sent."""

    def __init__(self, login: Login, name: str, filters: Sequence[str], batch: int, on_up: Callable[[], None]) -> None:
        self.filters = filters
        self.batch = batch
        self.on_up = on_up
        self.messages: list[Message] = []
        self._mids: list[int] = []
        self._retry_at = 0.0
        self._wait = SHORTEST_WAIT
        self.up = False
        client = BufferedClient(
            CallbackAPIVersion.VERSION2, client_id=ingest_client(name), clean_session=False, manual_ack=True
        )
        client.username_pw_set(login.username, login.password)
        client.on_connect = self._connected
        client.on_disconnect = self._disconnected
        client.on_message = self._message
        client.connect_timeout = 5.0
        client.connect_async(login.host, login.port, keepalive=30)
        self.client = client

    def gather(self, timeout: float) -> list[Message]:
        """What has arrived: at most `batch` messages, after waiting at most `timeout` seconds for the first."""
        client = self.client
        sock = client.socket()
        if sock is None:
            self._reconnect(timeout)
            return []
        if not client.holds:
            want = [sock] if client.want_write() else []
            readable, writable, _ = select.select([sock], want, [], timeout)
            if writable:
                client.loop_write()
            if not readable:
                client.loop_misc()
                return []
        before = -1
        while len(self.messages) < self.batch and client.socket() is not None:
            client.loop_read()
            if not client.holds:
                if len(self.messages) == before:  # the last read brought nothing: drained
                    break
                before = len(self.messages)
        client.loop_misc()
        return self.messages

    def ack(self) -> None:
        """Acknowledges everything gathered, in one write. After a lost connection there is nothing to acknowledge."""
        mids, self._mids, self.messages = self._mids, [], []
        sock = self.client.socket()
        if sock is None or not mids:
            return
        if self.client.want_write():  # paho is in the middle of a packet of its own
            for mid in mids:
                self.client.ack(mid, 1)
            return
        data = b"".join([PUBACK + mid.to_bytes(2, "big") for mid in mids])
        try:
            while data:
                select.select([], [sock], [], 5)
                data = data[sock.send(data) :]
        except OSError:
            log.info("the broker did not take the acknowledgement; on a new connection it will send again")
            with suppress(OSError):  # half a packet may be out: this line is of no more use
                cast(socket.socket, sock).shutdown(socket.SHUT_RDWR)

    def keep_alive(self) -> None:
        """For long waits between `gather`s."""
        self.client.loop_misc()

    def close(self) -> None:
        self.client.disconnect()

    def _reconnect(self, timeout: float) -> None:
        pause = self._retry_at - time.monotonic()
        if pause > 0:
            time.sleep(min(pause, timeout))
            return
        self.client.drop_buffer()
        try:
            self.client.reconnect()
        except OSError as error:
            log.warning("the broker cannot be reached (%s); trying again in %.1f s", error, self._wait)
        self._retry_at = time.monotonic() + self._wait
        self._wait = min(LONGEST_WAIT, self._wait * 2)

    def _connected(self, client: mqtt.Client, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            log.error("the broker refuses the login: %s", reason)
            return
        client.subscribe([(each, 1) for each in self.filters])
        self.up = True
        self._wait = SHORTEST_WAIT
        log.info("connected; subscribed to %s", ", ".join(self.filters))
        self.on_up()

    def _disconnected(self, *_args: Any) -> None:
        """What was gathered but not committed will be sent again; its numbers mean nothing on the next connection."""
        self.up = False
        self._mids = []
        log.warning("the broker has gone")

    def _message(self, _client: mqtt.Client, _data: Any, message: mqtt.MQTTMessage) -> None:
        try:
            topic = message.topic
        except UnicodeDecodeError:
            topic = NO_UTF8
        self.messages.append((topic, bytes(message.payload), message.retain))
        if message.qos:
            self._mids.append(message.mid)
