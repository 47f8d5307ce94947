"""`ioc broker`: the embedded MQTT brokers, one for devices and one on loopback for the centre's own `ioc/…`.

rumqttd (PyPI iotcore) has logins but no access lists, so what must not mix does not share a door. Its queues are
memory: a restart forgets what waited in them. A city runs Mosquitto or EMQX instead (mqtt.embedded: false).
"""
