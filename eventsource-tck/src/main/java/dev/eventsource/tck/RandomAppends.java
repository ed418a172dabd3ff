// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.AppendCondition.nothingMatches;
import static dev.eventsource.event.AppendCondition.streamAt;
import static dev.eventsource.event.ExpectedVersion.any;
import static dev.eventsource.event.ExpectedVersion.exactly;
import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.event.ExpectedVersion.streamExists;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Random appends that meet: to a few streams, rightly or wrongly expected, conditional, retried, half retried. */
final class RandomAppends {

    private final Random random;
    private final RandomLoans loans;
    private final ModelLog model;
    private final List<Append> given = new ArrayList<>();

    /** What is expected of versions is mostly right after what the model has stored. */
    RandomAppends(Random random, ModelLog model) {
        this.random = random;
        this.loans = new RandomLoans(random);
        this.model = model;
    }

    Append next() {
        Append next = given.isEmpty() || random.nextInt(4) > 0 ? fresh() : again();
        given.add(next);
        return next;
    }

    /** One that retries nothing. */
    Append fresh() {
        List<Append.Write> writes = new ArrayList<>();
        for (StreamId stream : random.nextBoolean() ? List.of(loans.stream()) : List.copyOf(loans.streams())) {
            writes.add(new Append.Write(stream, expected(stream), loans.events(3)));
        }
        return conditional(new Append(writes, List.of()));
    }

    private Append conditional(Append append) {
        Append result = append;
        if (random.nextInt(4) == 0) {
            int head = model.entries().size();
            result = result.onlyIf(nothingMatches(loans.query(), Math.max(0, head - random.nextInt(6))));
        }
        StreamId other = loans.stream();
        if (random.nextInt(6) == 0
                && append.writes().stream().noneMatch(write -> write.stream().equals(other))) {
            result = result.onlyIf(streamAt(other, expected(other)));
        }
        return result;
    }

    private ExpectedVersion expected(StreamId stream) {
        int version = model.version(stream);
        return switch (random.nextInt(8)) {
            case 0 -> noStream();
            case 1 -> streamExists();
            case 2 -> exactly(Math.max(0, version - 1));
            case 3 -> exactly(version + 1);
            case 4, 5 -> exactly(version);
            default -> any();
        };
    }

    /** An earlier append once more: the very same, or changed so that it is a retry no more. */
    private Append again() {
        Append earlier = given.get(random.nextInt(given.size()));
        Append.Write write =
                earlier.writes().get(random.nextInt(earlier.writes().size()));
        List<EventData> events = new ArrayList<>(write.events());
        switch (random.nextInt(7)) {
            case 0 -> events.add(random.nextInt(events.size() + 1), loans.event());
            case 1 -> Collections.shuffle(events, random);
            case 2 -> events.remove(random.nextInt(events.size()));
            case 3 -> {
                return Append.to(loans.stream(), any(), events);
            }
            default -> {
                return conditional(earlier);
            }
        }
        return events.isEmpty() ? earlier : Append.to(write.stream(), expected(write.stream()), events);
    }
}
