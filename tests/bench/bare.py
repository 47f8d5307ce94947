"""The reference: a bare paho loop that only parses and acknowledges. Prints the CPU time it took per message."""

import json
import resource
import sys
import time

import orjson
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    host, port, username, password, count = sys.argv[1:6]
    total, seen = int(count), 0
    begun = used = 0.0

    def connected(client, *_rest) -> None:
        client.subscribe("city/#", 1)
        print("ready", flush=True)

    def message(client, _data, msg) -> None:
        nonlocal seen, begun, used
        orjson.loads(msg.payload)
        client.ack(msg.mid, msg.qos)
        if seen == 0:
            begun, used = time.monotonic(), cpu()
        seen += 1
        if seen == total:
            seconds = time.monotonic() - begun
            print(json.dumps({"us": (cpu() - used) / total * 1e6, "per_s": total / seconds}), flush=True)
            client.unsubscribe("city/#")  # else the broker goes on filling this session for ever

    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id="bare", clean_session=False, manual_ack=True)
    client.username_pw_set(username, password)
    client.on_connect, client.on_message = connected, message
    client.on_unsubscribe = lambda client, *_rest: client.disconnect()
    client.connect(host, int(port))
    client.loop_forever()


if __name__ == "__main__":
    main()
