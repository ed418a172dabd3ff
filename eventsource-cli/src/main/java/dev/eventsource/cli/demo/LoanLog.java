// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli.demo;

import dev.eventsource.cli.console.Failure;
import dev.eventsource.cli.input.SourceEvent;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A whole log in memory, to be told in the order of time: some 50 bytes an event beside its payload, in plain arrays.
 * Add all events, {@link #sort()}, then ask for the commands one by one.
 */
final class LoanLog {

    private static final int CHUNK = 1 << 20;

    private final Map<StreamId, Integer> applicationNumbers = new HashMap<>();
    private final List<StreamId> applications = new ArrayList<>();
    private final Map<String, Integer> typeNumbers = new HashMap<>();
    private final List<String> types = new ArrayList<>();
    private final List<byte[]> chunks = new ArrayList<>();
    private int chunkUsed = CHUNK;
    private long payloadBytes;
    private int size;

    private int[] application = new int[1024];
    private int[] type = new int[1024];
    private long[] micros = new long[1024];
    private long[] idHigh = new long[1024];
    private long[] idLow = new long[1024];
    private int[] chunk = new int[1024];
    private int[] offset = new int[1024];
    private int[] length = new int[1024];
    private int[] ordinal = new int[0];
    private Integer[] order = new Integer[0];

    void add(SourceEvent source) {
        if (size == application.length) {
            grow();
        }
        EventData event = source.event();
        application[size] = number(applicationNumbers, applications, source.stream());
        type[size] = number(typeNumbers, types, event.type());
        micros[size] = micros(event.occurredAt());
        idHigh[size] = event.id().getMostSignificantBits();
        idLow[size] = event.id().getLeastSignificantBits();
        keep(event.payload().json().getBytes(StandardCharsets.UTF_8));
        size++;
    }

    /** Puts the events in the order of time, those of the same instant in the order in which they were added. */
    void sort() {
        order = new Integer[size];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingLong(i -> micros[i]));
        ordinal = new int[size];
        int[] counts = new int[applications.size()];
        for (int i : order) {
            ordinal[i] = ++counts[application[i]];
        }
    }

    int size() {
        return size;
    }

    int applications() {
        return applications.size();
    }

    /** The application that the n-th event in time belongs to. */
    StreamId application(int n) {
        return applications.get(application[order[n]]);
    }

    /** The n-th event in time, as a command. */
    RecordActivity command(int n) {
        int i = order[n];
        String json = new String(chunks.get(chunk[i]), offset[i], length[i], StandardCharsets.UTF_8);
        EventData event = EventData.of(
                new UUID(idHigh[i], idLow[i]),
                types.get(type[i]),
                Instant.EPOCH.plus(micros[i], ChronoUnit.MICROS),
                Payload.of(json));
        return new RecordActivity(applications.get(application[i]), ordinal[i], event);
    }

    private void keep(byte[] payload) {
        if (chunks.isEmpty() || chunkUsed + payload.length > chunks.get(chunks.size() - 1).length) {
            chunks.add(new byte[Math.max(CHUNK, payload.length)]);
            chunkUsed = 0;
        }
        System.arraycopy(payload, 0, chunks.get(chunks.size() - 1), chunkUsed, payload.length);
        chunk[size] = chunks.size() - 1;
        offset[size] = chunkUsed;
        length[size] = payload.length;
        chunkUsed += payload.length;
        payloadBytes += payload.length;
        if (payloadBytes + size * 60L > Runtime.getRuntime().maxMemory() / 2) {
            throw new Failure("The log is too large to be told in the order of time with this memory; give more, like"
                    + " EVENTSOURCE_JAVA_OPTS=-Xmx2g, or use 'eventsource import', which needs none");
        }
    }

    private void grow() {
        int more = size * 2;
        application = Arrays.copyOf(application, more);
        type = Arrays.copyOf(type, more);
        micros = Arrays.copyOf(micros, more);
        idHigh = Arrays.copyOf(idHigh, more);
        idLow = Arrays.copyOf(idLow, more);
        chunk = Arrays.copyOf(chunk, more);
        offset = Arrays.copyOf(offset, more);
        length = Arrays.copyOf(length, more);
    }

    /** ChronoUnit.MICROS.between overflows 292 years from now. */
    private static long micros(Instant at) {
        return at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
    }

    private static <T> int number(Map<T, Integer> numbers, List<T> all, T one) {
        return numbers.computeIfAbsent(one, each -> {
            all.add(each);
            return all.size() - 1;
        });
    }
}
