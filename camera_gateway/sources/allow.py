"""The allow-list: which networks, ports and folders of this site hold cameras. Everything else is refused.

An entry is a network `10.20.0.0/16` or one address `10.20.3.7`, either with a port: `127.0.0.1:8611`,
`[fd00:7::]/64:554`.
"""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

# Nothing that films a street answers here, whatever a site's list says.
NEVER = tuple(
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "169.254.169.254/32",  # metadata service of most clouds
        "100.100.100.200/32",  # metadata, Alibaba
        "fd00:ec2::254/128",  # metadata, AWS over IPv6
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/128",
        "ff00::/8",
        "::ffff:0:0/96",  # IPv4 in disguise: mapped, translated, 6to4, Teredo
        "64:ff9b::/96",
        "2002::/16",
        "2001::/32",
    )
)
# Reached only by an entry that lies inside the range itself: `0.0.0.0/0` does not open loopback.
ONLY_BY_NAME = tuple(ipaddress.ip_network(text) for text in ("127.0.0.0/8", "169.254.0.0/16", "::1/128", "fe80::/10"))
_BARE_V6 = re.compile(r"^[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F:]*(/\d{1,3})?$")
_ENTRY = re.compile(r"^(\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<four>[\d.]+))(?P<bits>/\d{1,3})?(:(?P<port>\d{1,5}))?$")
LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Allowed:
    network: IPNetwork
    port: int | None = None

    def __str__(self) -> str:
        net = f"[{self.network.network_address}]" if self.network.version == 6 else self.network.network_address  # noqa: PLR2004
        return f"{net}/{self.network.prefixlen}" + (f":{self.port}" if self.port else "")

    def covers(self, address: IPAddress, port: int) -> bool:
        if address.version != self.network.version or address not in self.network:
            return False
        if self.port not in (None, port):
            return False
        return all(_holds(special, self.network) for special in ONLY_BY_NAME if _inside(address, special))


def _inside(address: IPAddress, network: IPNetwork) -> bool:
    return address.version == network.version and address in network


def _holds(outer: IPNetwork, inner: IPNetwork) -> bool:
    if isinstance(outer, ipaddress.IPv4Network) and isinstance(inner, ipaddress.IPv4Network):
        return inner.subnet_of(outer)
    if isinstance(outer, ipaddress.IPv6Network) and isinstance(inner, ipaddress.IPv6Network):
        return inner.subnet_of(outer)
    return False


def parse(entry: str) -> Allowed:
    """One entry of the list; ValueError says what is wrong with it."""
    text = entry.strip()
    if _BARE_V6.match(text):
        return Allowed(ipaddress.ip_network(text))
    found = _ENTRY.match(text)
    if found is None:
        raise ValueError(f"{entry!r} is not a network such as 10.20.0.0/16 or an address with a port")
    port = int(found["port"]) if found["port"] else None
    if port is not None and not 1 <= port <= LAST_PORT:
        raise ValueError(f"{entry!r}: port {port} is out of range")
    return Allowed(ipaddress.ip_network((found["six"] or found["four"]) + (found["bits"] or "")), port)


def permits(allowed: Iterable[Allowed], address: IPAddress, port: int) -> bool:
    if any(_inside(address, network) for network in NEVER):
        return False
    return any(entry.covers(address, port) for entry in allowed)
