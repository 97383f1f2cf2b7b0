"""The least any video wall pays: the same streams decoded with the same options, one thread each, and nothing shown.

`python -m bench.limits.video_decode SECONDS URL...` prints one JSON object: pictures, cpu_s, wall_s.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time

import av

from videowall.decoder import LIVE_OPTIONS, OPEN_TIMEOUT_S, READ_TIMEOUT_S


def _decode(url: str, counts: list[int], index: int, stop: threading.Event) -> None:
    options = {**LIVE_OPTIONS, "rtsp_transport": "tcp"}
    with av.open(url, options=options, timeout=(OPEN_TIMEOUT_S, READ_TIMEOUT_S)) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        from_key = False
        for packet in container.demux(stream):
            from_key = from_key or packet.is_keyframe
            if from_key and packet.size:
                counts[index] += len(stream.codec_context.decode(packet))
            if stop.is_set():
                return


def main(argv: list[str]) -> int:
    """Decode until every stream runs, then measure."""
    seconds, urls = float(argv[0]), argv[1:]
    counts, stop = [0] * len(urls), threading.Event()
    threads = [
        threading.Thread(target=_decode, args=(url, counts, index, stop), daemon=True) for index, url in enumerate(urls)
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + 20
    while min(counts) == 0 and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(1.0)
    began, cpu, pictures = time.monotonic(), time.process_time(), sum(counts)
    time.sleep(seconds)
    wall_s, cpu_s, came = time.monotonic() - began, time.process_time() - cpu, sum(counts) - pictures
    stop.set()
    print(json.dumps({"pictures": came, "cpu_s": cpu_s, "wall_s": wall_s}), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
