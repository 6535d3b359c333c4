"""What can break, each as it is made to happen under load. When it returns, everything is whole again."""

from __future__ import annotations

from tests.faults import nuisances
from tests.faults.storm import storm
from tests.faults.trial import Fault, Trial
from tests.processes import eventually

SOON, RESTARTED = 2.0, 5.0  # seconds
HOUR = 3600.0
DELAYED, DELAY_SECONDS = 0.1, 1.0
NUISANCES = 4
STUCK_SECONDS = 60.0  # the server gives a reader that takes nothing 30 s


def a_web_process_is_killed(trial: Trial) -> None:
    killed = trial.stand.webs[0]
    killed.kill()
    trial.wait()
    trial.is_over()
    killed.start()


def the_writer_is_killed_between_commit_and_publication(trial: Trial) -> None:
    """Nothing is written afterwards that would reveal the gap."""
    trial.rest()
    trial.note(trial.stand.last_words())
    trial.is_over()
    trial.stand.begin_to_write(trial.topics)
    trial.everybody_holds_it()


def valkey_is_killed_and_comes_back_empty(trial: Trial) -> None:
    trial.stand.valkey.kill()
    trial.wait()
    trial.rest()
    trial.everybody_holds_it()  # without it
    trial.is_over()
    trial.stand.valkey.start()


def postgresql_is_killed_and_recovers(trial: Trial) -> None:
    connections = trial.crowd.connections
    assert set(trial.stand.pages()) == {200}
    trial.stand.postgresql.kill()
    meanwhile = set(trial.stand.pages())
    trial.is_over()
    trial.stand.postgresql.start()
    trial.wait()
    afterwards = set(trial.stand.pages())
    assert (meanwhile, afterwards) == ({503}, {200}), f"pages meanwhile: {meanwhile}, afterwards: {afterwards}"
    assert trial.crowd.connections == connections, "lines were lost"


def postgresql_and_valkey_are_both_away(trial: Trial) -> None:
    """When the database is back, the search alone has to find what is committed: nobody is told of it."""
    trial.stand.valkey.kill()
    trial.stand.postgresql.kill()
    trial.stand.pages()  # while readers are told nothing, hubs try and fail
    trial.is_over()
    trial.stand.postgresql.start()
    trial.wait()
    trial.stand.valkey.start()


def the_line_of_each_reader_is_cut_mid_frame(trial: Trial) -> None:
    for web in trial.stand.webs:
        web.line.halve()
    trial.wait()
    trial.is_over()


def the_lines_behind_the_site_are_cut_mid_frame(trial: Trial) -> None:
    for line in (trial.stand.database_line, trial.stand.layer_line):
        line.halve()
    trial.wait()
    trial.is_over()


def one_packet_in_ten_comes_a_second_late(trial: Trial) -> None:
    for line in trial.stand.lines:
        line.delay(share=DELAYED, seconds=DELAY_SECONDS)
    trial.wait()
    for line in trial.stand.lines:
        line.let_through()
    trial.is_over()


def one_reader_in_five_never_reads(trial: Trial) -> None:
    before = trial.stand.memory
    with nuisances.silent(trial.stand.ports, trial.scale.readers // 4, trial.topics) as lines:
        trial.wait(5)
        grown = trial.grown(before)
        if trial.scale.to_the_end:
            assert eventually(lambda: not trial.stand.holds(lines), seconds=STUCK_SECONDS)
    trial.notes.append(f"{len(lines)} of them made a process grow by {grown:.1f} MB")


def some_flood(trial: Trial) -> None:
    with nuisances.raging(nuisances.flood, trial.stand.ports, NUISANCES):
        trial.wait()
    trial.is_over()


def some_send_rubbish(trial: Trial) -> None:
    with nuisances.raging(nuisances.rubbish, trial.stand.ports, NUISANCES):
        trial.wait()
    trial.is_over()


def all_come_back_at_once(trial: Trial) -> None:
    topic = trial.topics[-1]
    with storm(trial.stand.webs, trial.scale.storm, topic):
        pass
    trial.before = trial.stand.memory  # Python keeps what so many needed: those who come next must not need more
    with storm(trial.stand.webs, trial.scale.storm, topic) as readers:
        trial.wait()
        for web in trial.stand.webs:
            web.line.cut()
        seconds = readers.break_out(trial.sequence(topic))
        trial.is_over()
        trial.wait()
        trial.rest()
        trial.lost += readers.lacks(trial.sequence(topic))
    trial.notes.append(f"{trial.scale.storm:,} more readers were back after {seconds:.1f} s")


def the_clock_jumps(trial: Trial) -> None:
    """An hour back, then two forward: what is committed then is found though nobody is told of it."""
    for shift in (-HOUR, HOUR):
        trial.stand.write("shift", seconds=shift)
        trial.wait()
        trial.stand.write("publish", on=False)
        trial.wait(0.2)
        trial.rest()
        trial.everybody_holds_it()
        trial.stand.write("publish", on=True)
        trial.play()
    trial.stand.write("shift", seconds=0)
    for web in trial.stand.webs:
        web.line.cut()


FAULTS = [
    Fault("a web process is killed", a_web_process_is_killed, RESTARTED),
    Fault(
        "the writer is killed between commit and publication",
        the_writer_is_killed_between_commit_and_publication,
        RESTARTED,
    ),
    Fault("Valkey is killed, and comes back empty", valkey_is_killed_and_comes_back_empty, RESTARTED),
    Fault("PostgreSQL is killed, and recovers", postgresql_is_killed_and_recovers, RESTARTED),
    Fault("PostgreSQL and Valkey are both away", postgresql_and_valkey_are_both_away, RESTARTED),
    Fault("the line of each reader is cut mid-frame", the_line_of_each_reader_is_cut_mid_frame, SOON),
    Fault("the lines behind the site are cut mid-frame", the_lines_behind_the_site_are_cut_mid_frame, SOON),
    Fault("one packet in ten comes a second late", one_packet_in_ten_comes_a_second_late, SOON),
    Fault("one reader in five never reads", one_reader_in_five_never_reads, SOON),
    Fault("some flood", some_flood, SOON),
    Fault("some send rubbish", some_send_rubbish, SOON),
    Fault("all come back at once", all_come_back_at_once, SOON),
    Fault("the clock jumps", the_clock_jumps, SOON),
]
