// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Payload;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.Snapshot;
import dev.eventsource.store.SnapshotStore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The best snapshot of each stream is kept. */
abstract class SnapshotContract extends Suite {

    private static final Instant THEN = Instant.parse("2012-02-29T10:11:12.123456Z");

    private SnapshotStore snapshots;

    SnapshotContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void snapshots() {
        snapshots = storage.snapshots();
    }

    private static Snapshot of(StreamId stream, long version, int schema) {
        return new Snapshot(
                stream, version, new UUID(7, version), schema, Payload.of("{\"version\":" + version + "}"), THEN);
    }

    @Test
    void what_is_saved_is_found_as_it_was() {
        Snapshot snapshot = new Snapshot(
                Loans.LOAN,
                Long.MAX_VALUE,
                UUID.randomUUID(),
                Integer.MAX_VALUE,
                Payload.of("{\"b\": 1.50,\"a\":\"Zubehör 🚗\"}"),
                Instant.parse("9999-12-31T23:59:59.999999999Z"));

        assertThat(snapshots.find(Loans.LOAN)).isEmpty();
        assertThat(snapshots.save(snapshot)).isTrue();

        assertThat(snapshots.find(Loans.LOAN)).contains(snapshot);
        assertThat(snapshots.find(Loans.OTHER_LOAN)).isEmpty();
    }

    @Test
    void an_older_one_never_replaces_a_newer_one() {
        snapshots.save(of(Loans.LOAN, 100, 1));

        assertThat(snapshots.save(of(Loans.LOAN, 99, 1))).isFalse();
        assertThat(snapshots.save(of(Loans.LOAN, 100, 1))).isFalse();
        assertThat(snapshots.find(Loans.LOAN)).contains(of(Loans.LOAN, 100, 1));
        assertThat(snapshots.save(of(Loans.LOAN, 101, 1))).isTrue();
        assertThat(snapshots.find(Loans.LOAN)).contains(of(Loans.LOAN, 101, 1));
    }

    @Test
    void a_later_schema_replaces_whatever_version_and_not_the_other_way_round() {
        snapshots.save(of(Loans.LOAN, 100, 1));

        assertThat(snapshots.save(of(Loans.LOAN, 10, 2))).isTrue();
        assertThat(snapshots.save(of(Loans.LOAN, 200, 1))).isFalse();
        assertThat(snapshots.find(Loans.LOAN)).contains(of(Loans.LOAN, 10, 2));
    }

    @Test
    void of_many_at_once_the_newest_stays() throws Exception {
        List<Race.Outcome<Boolean>> outcomes = Race.of(8, n -> {
            LongStream.rangeClosed(1, 20)
                    .map(i -> i * 8 + n)
                    .forEach(version -> snapshots.save(of(Loans.LOAN, version, 1)));
            return true;
        });

        assertThat(outcomes).extracting(Race.Outcome::result).containsOnly(true);
        assertThat(snapshots.find(Loans.LOAN)).contains(of(Loans.LOAN, 167, 1));
    }

    @Test
    void those_of_a_stream_and_of_a_category_can_be_deleted() {
        snapshots.save(of(Loans.LOAN, 1, 1));
        snapshots.save(of(Loans.OTHER_LOAN, 1, 2));
        snapshots.save(of(Loans.CUSTOMER, 1, 1));

        assertThat(snapshots.delete("loan", 2)).isEqualTo(1);
        assertThat(snapshots.find(Loans.LOAN)).isEmpty();
        assertThat(snapshots.find(Loans.OTHER_LOAN)).isPresent();
        assertThat(snapshots.find(Loans.CUSTOMER)).isPresent();
        assertThat(snapshots.delete("loan", Integer.MAX_VALUE)).isEqualTo(1);
        assertThat(snapshots.delete(Loans.CUSTOMER)).isTrue();
        assertThat(snapshots.delete(Loans.CUSTOMER)).isFalse();
        assertThat(snapshots.find(Loans.CUSTOMER)).isEmpty();
    }

    @Test
    void a_tenant_has_its_own() {
        SnapshotStore acme = storage.forTenant("acme").snapshots();
        snapshots.save(of(Loans.LOAN, 1, 1));
        acme.save(of(Loans.LOAN, 2, 1));
        acme.save(of(Loans.OTHER_LOAN.in("acme"), 3, 1));

        assertThat(snapshots.find(Loans.LOAN)).contains(of(Loans.LOAN, 1, 1));
        assertThat(snapshots.find(Loans.OTHER_LOAN)).isEmpty();
        assertThat(acme.find(Loans.LOAN)).contains(of(Loans.LOAN.in("acme"), 2, 1));
        assertThat(acme.find(Loans.OTHER_LOAN)).isPresent();
        assertThatThrownBy(() -> acme.find(Loans.LOAN.in("other")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("acme", "other");
        assertThatThrownBy(() -> snapshots.save(of(Loans.LOAN.in("acme"), 9, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(acme.delete("loan", Integer.MAX_VALUE)).isEqualTo(2);
        assertThat(snapshots.find(Loans.LOAN)).isPresent();
    }

    @Test
    void in_a_transaction_it_is_kept_with_it_or_not_at_all() {
        assertThatThrownBy(() -> storage.atomically(joined -> {
                    joined.snapshots().save(of(Loans.LOAN, 1, 1));
                    assertThat(joined.snapshots().find(Loans.LOAN)).isPresent();
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");
        assertThat(snapshots.find(Loans.LOAN)).isEmpty();

        storage.atomically(joined -> joined.snapshots().save(of(Loans.LOAN, 2, 1)));
        assertThat(snapshots.find(Loans.LOAN)).isPresent();
    }

    @Test
    void whatever_a_stream_may_be_called_is_another_one() {
        for (String key : HostileTexts.UP_TO_200) {
            StreamId stream = StreamId.of("loan", key);
            assertThat(snapshots.find(stream)).isEmpty();
            assertThat(snapshots.save(of(stream, 5, 1))).isTrue();
            assertThat(snapshots.find(stream)).contains(of(stream, 5, 1));
        }
        assertThatThrownBy(() -> snapshots.delete("no category", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> snapshots.delete("loan", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(Loans.LOAN, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(Loans.LOAN, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
