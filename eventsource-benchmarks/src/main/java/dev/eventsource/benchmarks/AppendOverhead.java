// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.benchmarks;

import dev.eventsource.benchmarks.Telemetry.Looking;
import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.inmemory.InMemoryStorage;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Appends of one event in memory, with and without telemetry. JMH runs it; {@link TelemetryBenchmark} asks for it. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings({"NullAway.Init", "exports"})
public class AppendOverhead {

    private static final Instant OCCURRED = Instant.parse("2026-11-01T12:00:00Z");
    private static final Payload PAYLOAD = Payload.of("{\"amount\":1000}");
    private static final int STREAMS = 1000;

    /** How it is looked at. */
    @Param({"NONE", "API", "SDK", "SDK_IN_A_TRACE"})
    public Telemetry telemetry;

    private Looking looking;
    private Storage storage;
    private EventStore events;
    private io.opentelemetry.context.Scope scope;
    private long count;

    /** For a trial. */
    @Setup(Level.Trial)
    public void begin() {
        looking = telemetry.begin();
        scope = looking.enter();
    }

    /** An empty storage each time, as this one keeps everything. */
    @Setup(Level.Iteration)
    public void open() {
        storage = looking.at(new InMemoryStorage());
        events = storage.events();
    }

    /** What is measured. */
    @Benchmark
    public AppendResult append() {
        long number = count++;
        UUID id = new UUID(0x7000L | number << 16, number);
        return events.append(Append.to(
                StreamId.of("loan", Long.toString(number % STREAMS)),
                ExpectedVersion.any(),
                List.of(EventData.of(id, "loan-applied", OCCURRED, PAYLOAD))));
    }

    /** After each iteration. */
    @TearDown(Level.Iteration)
    public void close() {
        storage.close();
    }

    /** After a trial. */
    @TearDown(Level.Trial)
    public void end() {
        scope.close();
        looking.close();
    }
}
