#!/usr/bin/env python3
"""Prints the events that topics have now, with aiokafka[lz4]: read_aiokafka.py BROKERS TOPIC ..."""
import asyncio
import sys

from aiokafka import AIOKafkaConsumer
from streams import Streams, end, show


async def main(brokers, *topics):
    consumer = AIOKafkaConsumer(*topics, bootstrap_servers=brokers, auto_offset_reset="earliest")
    await consumer.start()
    streams = Streams()
    try:
        places = consumer.assignment()
        begins, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
        left = {place for place in places if begins[place] < ends[place]}
        while left:
            record = await asyncio.wait_for(consumer.getone(), 10)
            headers = {name: value.decode() for name, value in record.headers}
            show(streams, headers, record.key, record.value)
            left -= {place for place in left if await consumer.position(place) >= ends[place]}
    finally:
        await consumer.stop()
    end(streams)


asyncio.run(main(*sys.argv[1:]))
