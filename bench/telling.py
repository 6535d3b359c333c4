"""What the benchmark found, in words and figures for a terminal."""

from __future__ import annotations

from typing import Any

from bench import arrivals, fanout, load, pages, replays, writes

FANOUT_HEAD = """
{readers:,} readers of one document: frames a busy core-second with one and with eight messages under way,
delay at an even pace, memory a reader, connections accepted a second"""


def told_fanout(name: str, found: dict[str, Any]) -> str:
    loops = "".join(
        f"{found[f'in_flight_{number}']['frames_a_busy_core_second']:>10,.0f}" for number in fanout.IN_FLIGHT
    )
    pace = found["open_loop"]
    lost = f"  {pace['frames_lost']:,.0f} frames lost" if pace["frames_lost"] else ""
    return (
        f"  {name:<40}{loops}   p50 {pace['p50_ms']:.0f} p99 {pace['p99_ms']:.0f} p999 {pace['p999_ms']:.0f} ms"
        f"  {found['kilobytes_a_reader']:.1f} KB  {found['accepted_a_second']:,.0f}/s{lost}"
    )


PLACES = {"sqlite": "SQLite, no Redis", "grown": "PostgreSQL and Valkey"}


def told_latency(place: str, found: dict[str, dict[str, float]]) -> str:
    head = f"\nA score, from its writing to a reader, {PLACES[place]}"
    lines = [f"  {name:<40}{delays(figures)}" for name, figures in found.items()]
    return "\n".join([head, *lines])


def told_load(place: str, found: dict[str, Any]) -> str:
    head = f"\n{found['readers']:,} readers of one match, {found['a_second']} updates a second, "
    lines = {
        "all readers with the database's state": "yes" if found["right"] else "NO",
        "delay, from commit": delays(found["from_commit_ms"]),
        "delay, from the update's time": delays(found["from_update_ms"]),
        "frames a busy core-second": f"{found['frames_a_busy_core_second']:,}",
        "memory a reader": f"{found['kilobytes_a_reader']:.1f} KB",
    }
    return "\n".join([head + PLACES[place], *(f"  {name:<40}{value}" for name, value in lines.items())])


def told_silent(place: str, found: dict[str, Any]) -> str:
    return (
        f"\n{found['others']} readers beside {found['silent']} that never read, {PLACES[place]}\n"
        f"  delay, from commit: {delays(found['from_commit_ms'])}, {found['frames_lost']} frames lost; "
        f"the server grew by {found['megabytes_grown']} MB"
    )


def told_storm(place: str, found: dict[str, Any]) -> str:
    return (
        f"\n{found['readers']:,} readers that come back at once, {PLACES[place]}\n"
        f"  caught up in {found['caught_up_in_seconds']:.1f} s with {found['queries']} queries; "
        f"before that, {found['accepted_a_second']:,} accepted a second"
    )


def told_writes(place: str, found: dict[str, Any]) -> str:
    head = f"\nGoals a second that are stored and logged, {PLACES[place]}"
    lines = {
        f"{road}, {name.replace('_', ' ')}": f"{figure:,}"
        for road in writes.ROADS
        for name, figure in found[road].items()
    }
    board = f"a board of {writes.BOARD}, {writes.CHANGED} changed"
    boards = {board: found["board_ms"], "the same of a second provider": found["board_of_two_ms"]}
    lines |= {name: delays(times) for name, times in boards.items()}
    return "\n".join([head, *(f"  {name:<40}{said}" for name, said in lines.items())])


def told_feeds(place: str, found: dict[str, Any]) -> str:
    times = found["board_to_a_reader_ms"]
    slow = "; TOO SLOW" if times["p50"] > arrivals.AT_MOST else ""
    board = f"a board of {writes.BOARD}, {writes.CHANGED} changed"
    head = f"\nFrom the bytes of a feed to a reader, {PLACES[place]}"
    return f"{head}\n  {board:<40}{delays(times)}{slow}\n{told_replays(place, found['replays'])}"


def told_replays(place: str, found: dict[str, Any]) -> str:
    head = f"\nRecorded boards, replayed as if they were polled, {PLACES[place]}"
    if not found:
        return f"{head}\n  NOT measured: there are no recordings in {replays.RECORDINGS}"
    lines = {
        f"{name}, {board['snapshots']} snapshots": f"{board['times_as_fast']:,} times as fast as it was, "
        f"{board['ms_a_poll']} ms a poll of {board['matches']} matches"
        + ("; TOO SLOW" if board["times_as_fast"] < replays.AT_LEAST else "")
        + (f"; {len(board['shortcomings'])} SHORTCOMINGS" if board["shortcomings"] else "")
        for name, board in found.items()
    }
    return "\n".join([head, *(f"  {name:<40}{value}" for name, value in lines.items())])


def told_pages(place: str, found: dict[str, Any]) -> str:
    made, served, followed = found["made"], found["served"], found["followed"]
    lines = {
        "its page, made anew": f"{made['ms']} ms ({made['first_ms']} ms the first time), {made['queries']} queries, "
        f"{made['kilobytes']} KB",
        "served a busy core-second": "whole {whole:,}, compressed {compressed:,}, unchanged {unchanged:,}".format(
            **served
        )
        if served
        else "NOT measured: wrk is not installed",
        f"changes a second, {followed['readers']:,} readers": "{changes_a_second} (the server {busy:.0%} busy), "
        "p50 {p50_ms:.0f} p99 {p99_ms:.0f} worst {worst_ms:.0f} ms, {frames_lost} frames lost, {told}".format(
            **followed, told="SOME WERE BEHIND" if followed["behind"] else "nobody behind"
        ),
    }
    head = f"\nA day with {pages.MATCHES} matches of which {pages.CHANGING} change every {pages.EVERY_SECONDS} s, "
    return "\n".join([head + PLACES[place], *(f"  {name:<40}{value}" for name, value in lines.items())])


def told_idle(place: str, found: dict[str, Any]) -> str:
    head = f"\n{found['readers']:,} readers for {found['seconds']} s in which nothing happens, {PLACES[place]}"
    lines = {
        "of a core": f"{found['percent_of_a_core']:.1f} %",
        f"the same, with an ack every {load.ACK_SECONDS} s": f"{found['percent_with_acks']:.1f} %",
        "with twenty readers": f"{found['percent_with_twenty']:.1f} %",
        "memory a reader": f"{found['kilobytes_a_reader']:.1f} KB",
        "messages of life": f"{found['messages']:,}",
        "lines lost": f"{found['lost']}",
    }
    return "\n".join([head, *(f"  {name:<40}{value}" for name, value in lines.items())])


def delays(figures: dict[str, float]) -> str:
    return " ".join(f"{name} {figures[name]:.0f}" for name in ("p50", "p99", "p999", "worst")) + " ms"
