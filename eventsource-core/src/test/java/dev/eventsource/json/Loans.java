// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import dev.eventsource.codec.EventType;
import dev.eventsource.codec.EventTypes;
import dev.eventsource.event.EventData;
import dev.eventsource.event.Payload;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.event.StreamId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Events of loan applications in every shape that the codec must handle. */
final class Loans {

    private Loans() {}

    enum Grade {
        GOOD,
        BAD {
            @Override
            public String toString() {
                return "not so good";
            }
        }
    }

    record Item(String name, BigDecimal price) {}

    @EventType("LoanSubmitted")
    record Submitted(
            UUID id,
            Instant at,
            LocalDate due,
            BigDecimal amount,
            BigInteger account,
            Grade grade,
            boolean urgent,
            int months,
            long cents,
            double rate,
            List<Item> items,
            Map<String, Integer> scores,
            @Nullable String note,
            Optional<String> broker,
            List<@Nullable String> answers) {

        boolean isLarge() {
            return amount.signum() > 0;
        }

        String getSummary() {
            return "loan of " + amount;
        }
    }

    @SuppressWarnings("ArrayRecordComponent")
    @EventType("LoanRated")
    record Rated(double[] rates, float factor, Object anything) {}

    @SuppressWarnings("ArrayRecordComponent")
    @EventType("LoanCounted")
    record Counted(int[] counts, byte small, short medium, char letter) {}

    @EventType("LoanScheduled")
    record Scheduled(
            LocalTime time, LocalDateTime local, OffsetDateTime offset, ZonedDateTime zoned, Duration length) {}

    @EventType("LoanApproved")
    record Approved(BigDecimal amount) {
        Approved {
            if (amount.signum() < 0) {
                throw new IllegalArgumentException("secret amount " + amount);
            }
        }
    }

    static final Submitted SUBMITTED = new Submitted(
            UUID.fromString("0190c0de-0000-7000-8000-00000000cafe"),
            Instant.parse("2012-02-29T10:11:12.123456789Z"),
            LocalDate.of(2012, 3, 1),
            new BigDecimal("15000.00"),
            new BigInteger("123456789012345678901234567890"),
            Grade.BAD,
            true,
            -36,
            Long.MIN_VALUE,
            0.1,
            List.of(new Item("car", new BigDecimal("1E+3")), new Item("Zubehör \"€\" 🚗", new BigDecimal("0.10"))),
            Map.of("b", 2, "a", 1, "c", 3),
            null,
            Optional.empty(),
            java.util.Arrays.asList("yes", null));

    static final EventTypes TYPES =
            EventTypes.of(Submitted.class, Rated.class, Counted.class, Scheduled.class, Approved.class);

    static RecordedEvent recorded(EventData event) {
        return new RecordedEvent(7, StreamId.of("loan", "173688"), 3, Instant.EPOCH, event);
    }

    static RecordedEvent recorded(String type, String json) {
        return recorded(EventData.of(new UUID(1, 2), type, Instant.EPOCH, Payload.of(json)));
    }
}
