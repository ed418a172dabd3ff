// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.event.EventData;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.StreamId;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Random events and queries out of small pools, so that they meet often. */
final class RandomLoans {

    static final List<StreamId> STREAMS = Stream.of("", "acme", "Acme")
            .flatMap(tenant -> Stream.of(
                    new StreamId(tenant, "loan", "1"),
                    new StreamId(tenant, "loan", "2"),
                    new StreamId(tenant, "customer", "1")))
            .toList();

    private static final List<String> TYPES = List.of("LoanSubmitted", "LoanApproved", "loanapproved", "O'Declined %_");
    private static final List<String> TAGS =
            List.of("seat:1", "seat:2", "Seat:1", "seat:1 ", "vip", "%", "a\"b'c\\d", "caf\u00e9", "cafe\u0301");

    private final Random random;

    RandomLoans(Random random) {
        this.random = random;
    }

    EventData event() {
        return Loans.event(one(TYPES), new UUID(random.nextLong(), random.nextLong()))
                .withTags(some(TAGS, random.nextInt(4)));
    }

    List<EventData> events(int atMost) {
        return IntStream.rangeClosed(0, random.nextInt(atMost))
                .mapToObj(i -> event())
                .toList();
    }

    StreamId stream() {
        return one(STREAMS);
    }

    /** One to three streams. */
    Set<StreamId> streams() {
        return some(STREAMS, 1 + random.nextInt(3));
    }

    EventQuery query() {
        EventQuery query = alternative();
        for (int more = random.nextInt(4); more > 1; more--) {
            query = query.or(alternative());
        }
        return query;
    }

    private EventQuery alternative() {
        EventQuery query = EventQuery.all();
        if (random.nextInt(4) == 0) {
            query = query.inTenant(array(some(List.of("", "acme", "Acme", "absent"), 1 + random.nextInt(2))));
        }
        if (random.nextInt(4) == 0) {
            query = query.inCategory(array(some(List.of("loan", "customer", "LOAN"), 1 + random.nextInt(2))));
        }
        if (random.nextInt(4) == 0) {
            query = query.inStream(streams().toArray(StreamId[]::new));
        }
        if (random.nextInt(3) == 0) {
            query = query.ofType(array(some(TYPES, 1 + random.nextInt(2))));
        }
        if (random.nextInt(2) == 0) {
            query = query.tagged(array(some(TAGS, 1 + random.nextInt(2))));
        }
        return query;
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private <T> Set<T> some(List<T> list, int count) {
        Set<T> chosen = new HashSet<>();
        for (int i = 0; i < count; i++) {
            chosen.add(one(list));
        }
        return chosen;
    }

    private static String[] array(Set<String> names) {
        return names.toArray(String[]::new);
    }
}
