#!/usr/bin/env python3
"""Prints the events that topics have now, with confluent-kafka: read_confluent.py BROKERS TOPIC ..."""
import sys

from confluent_kafka import Consumer, TopicPartition
from streams import Streams, end, show


def main(brokers, *topics):
    consumer = Consumer({"bootstrap.servers": brokers, "group.id": "a-reader", "enable.auto.commit": False})
    ends, begins = {}, []
    for topic in topics:
        for partition in consumer.list_topics(topic, 10).topics[topic].partitions:
            low, high = consumer.get_watermark_offsets(TopicPartition(topic, partition), 10)
            if low < high:
                ends[topic, partition] = high
                begins.append(TopicPartition(topic, partition, low))
    consumer.assign(begins)
    streams = Streams()
    while ends:
        record = consumer.poll(10)
        if record is None or record.error():
            sys.exit(f"the brokers do not answer: {record and record.error()}")
        headers = {name: value.decode() for name, value in record.headers() or []}
        show(streams, headers, record.key(), record.value())
        if record.offset() + 1 >= ends.get((record.topic(), record.partition()), 0):
            ends.pop((record.topic(), record.partition()), None)
    consumer.close()
    end(streams)


main(*sys.argv[1:])
