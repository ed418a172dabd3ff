// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static dev.eventsource.event.ExpectedVersion.noStream;
import static dev.eventsource.tck.Loans.LOAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.store.SubscriptionState.Partition;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which subscriptions there are, and how their checkpoints move on. */
abstract class CheckpointContract extends SubscriptionSuite {

    CheckpointContract(Backend contract) {
        super(contract);
    }

    @Test
    void what_was_registered_is_found() {
        Instant before = Instant.now().minusSeconds(60);

        SubscriptionState registered = checkpoints.register(OUTCOMES, 3, "category loan\nor 'all'", at(17));

        assertThat(checkpoints.find(OUTCOMES)).contains(registered);
        assertThat(registered.id()).isEqualTo(OUTCOMES);
        assertThat(registered.query()).isEqualTo("category loan\nor 'all'");
        assertThat(registered.paused()).isFalse();
        assertThat(registered.active()).isTrue();
        assertThat(registered.createdAt())
                .isBetween(before, Instant.now().plusSeconds(60))
                .isEqualTo(registered.createdAt().truncatedTo(ChronoUnit.MICROS));
        assertThat(registered.partitions()).extracting(Partition::number).containsExactly(0, 1, 2);
        assertThat(registered.partitions()).allSatisfy(partition -> {
            assertThat(partition.checkpoint()).isEqualTo(at(17));
            assertThat(partition.owner()).isEmpty();
            assertThat(partition.changedAt()).isBetween(before, Instant.now().plusSeconds(60));
        });
        assertThat(registered.position()).isEqualTo(17);
        assertThat(checkpoints.find(OUTCOMES_2)).isEmpty();
        assertThat(checkpoints.find(LETTERS)).isEmpty();
    }

    @Test
    void what_is_registered_already_stays_as_it_is() {
        SubscriptionState first = checkpoints.register(OUTCOMES, 2, "first", at(5));

        assertThat(checkpoints.register(OUTCOMES, 4, "second", Checkpoint.START))
                .isEqualTo(first);

        assertThat(checkpoints.all()).containsExactly(first);
    }

    @Test
    void an_event_that_nobody_has_looked_for_is_not_made_up() {
        checkpoints.register(OUTCOMES, 1, "", new Checkpoint(17, null));

        assertThat(partition(OUTCOMES, 0).checkpoint()).isEqualTo(new Checkpoint(17, null));
        assertThat(state(OUTCOMES).query()).isEmpty();
    }

    @Test
    void all_come_by_name_and_version() {
        checkpoints.register(OUTCOMES_2, 2, "all", at(1));
        register(LETTERS, 1);
        register(OUTCOMES, 1);

        assertThat(checkpoints.all()).extracting(SubscriptionState::id).containsExactly(LETTERS, OUTCOMES, OUTCOMES_2);
        assertThat(checkpoints.all()).containsExactly(state(LETTERS), state(OUTCOMES), state(OUTCOMES_2));
    }

    @Test
    void the_first_version_of_a_name_is_active_whatever_its_number() {
        assertThat(register(OUTCOMES_2, 1).active()).isTrue();
        assertThat(register(OUTCOMES, 1).active()).isFalse();
        assertThat(register(LETTERS, 1).active()).isTrue();
    }

    @Test
    void registering_is_a_change_the_first_time() {
        assertChanges(() -> register(OUTCOMES, 1));
        assertChangesNothing(() -> register(OUTCOMES, 1));
    }

    @Test
    void an_owner_moves_his_partition_on() {
        register(OUTCOMES, 2);
        Lease lease = claim("a", OUTCOMES, 1).lease();

        assertThat(advance(lease, 7)).isEmpty();
        assertThat(partition(OUTCOMES, 1).checkpoint()).isEqualTo(at(7));
        assertThat(partition(OUTCOMES, 1).token()).isEqualTo(lease.token());
        assertThat(partition(OUTCOMES, 1).owner()).isEqualTo("a");
        assertThat(partition(OUTCOMES, 0).checkpoint()).isEqualTo(Checkpoint.START);
        assertThat(state(OUTCOMES).position()).isZero();

        assertThat(checkpoints.advance(Map.of(lease, new Checkpoint(9, null)))).isEmpty();
        assertThat(partition(OUTCOMES, 1).checkpoint()).isEqualTo(new Checkpoint(9, null));
    }

    @Test
    void staying_is_allowed_and_forgets_no_event() {
        register(OUTCOMES, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();
        checkpoints.advance(Map.of(lease, new Checkpoint(7, null)));

        assertThat(advance(lease, 7)).isEmpty();
        assertThat(partition(OUTCOMES, 0).checkpoint()).isEqualTo(at(7));
        assertThat(checkpoints.advance(Map.of(lease, new Checkpoint(7, null)))).isEmpty();
        assertThat(partition(OUTCOMES, 0).checkpoint()).isEqualTo(at(7));
    }

    @Test
    void a_checkpoint_does_not_go_back() {
        register(OUTCOMES, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();
        advance(lease, 7);

        assertThat(advance(lease, 6)).containsExactly(lease);
        assertThat(partition(OUTCOMES, 0).checkpoint()).isEqualTo(at(7));
        assertThat(advance(lease, 8)).isEmpty();
    }

    @Test
    void a_wrong_token_moves_nothing() {
        register(OUTCOMES, 2);
        Lease lease = claim("a", OUTCOMES, 0).lease();

        for (Lease wrong : List.of(
                new Lease(OUTCOMES, 0, lease.token() - 1),
                new Lease(OUTCOMES, 0, lease.token() + 1),
                new Lease(OUTCOMES, 1, partition(OUTCOMES, 1).token()),
                new Lease(OUTCOMES, 2, lease.token()),
                new Lease(OUTCOMES, -1, lease.token()),
                new Lease(OUTCOMES_2, 0, lease.token()),
                new Lease(LETTERS, 0, lease.token()))) {
            assertThat(advance(wrong, 7)).as(wrong.toString()).containsExactly(wrong);
        }
        assertThat(state(OUTCOMES).partitions())
                .extracting(Partition::checkpoint)
                .containsOnly(Checkpoint.START);
    }

    @Test
    void of_several_leases_the_valid_ones_move() {
        register(OUTCOMES, 4);
        Lease first = claim("a", OUTCOMES, 0).lease();
        Lease second = claim("a", OUTCOMES, 1).lease();
        Lease third = claim("b", OUTCOMES, 2).lease();
        Lease lost = new Lease(OUTCOMES, 2, third.token() - 1);
        Lease nobodys = new Lease(OUTCOMES, 3, 0);

        assertThat(checkpoints.advance(Map.of(first, at(3), second, at(5), lost, at(7), nobodys, at(9))))
                .containsExactlyInAnyOrder(lost, nobodys);

        assertThat(state(OUTCOMES).partitions())
                .extracting(Partition::checkpoint)
                .containsExactly(at(3), at(5), Checkpoint.START, Checkpoint.START);
        assertThat(checkpoints.advance(Map.of())).isEmpty();
    }

    @Test
    void moving_on_is_no_change_to_hear_of() {
        register(OUTCOMES, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();

        assertChangesNothing(() -> advance(lease, 7));
    }

    @Test
    void checkpoint_event_and_document_are_stored_together() {
        register(OUTCOMES, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();

        storage.atomically(inside -> {
            moveOnAndWrite(inside, lease);
            assertThat(inside.checkpoints().find(OUTCOMES).orElseThrow().position())
                    .isEqualTo(7);
            return true;
        });

        assertThat(partition(OUTCOMES, 0).checkpoint()).isEqualTo(at(7));
        assertThat(events.head()).isEqualTo(1);
        assertThat(Folder.of(storage).content("1")).contains("{}");
    }

    @Test
    void they_are_rolled_back_together() {
        register(OUTCOMES, 1);
        Lease lease = claim("a", OUTCOMES, 0).lease();

        assertThatThrownBy(() -> storage.atomically(inside -> {
                    moveOnAndWrite(inside, lease);
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(partition(OUTCOMES, 0).checkpoint()).isEqualTo(Checkpoint.START);
        assertThat(events.head()).isZero();
        assertThat(Folder.of(storage).content("1")).isEmpty();
        assertThat(advance(lease, 3)).isEmpty();
    }

    @Test
    void everything_can_be_done_inside_and_rolled_back() {
        List<Lease> claimed = new ArrayList<>();
        assertThatThrownBy(() -> storage.atomically(inside -> {
                    inside.checkpoints().register(OUTCOMES, 2, "all", at(5));
                    inside.leases().renew("a", LONG);
                    inside.leases().join("a", OUTCOMES);
                    claimed.add(inside.leases()
                            .claim("a", OUTCOMES, 0)
                            .orElseThrow()
                            .lease());
                    attempt(inside.deadLetters(), claimed.get(0), 6);
                    assertThat(inside.leases().division(OUTCOMES).members()).containsExactly("a");
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(checkpoints.all()).isEmpty();
        assertThat(leases.division(OUTCOMES).members()).isEmpty();
        assertThat(leases.renew("b", LONG).alive()).isEqualTo(1);
        assertThat(advance(claimed.get(0), 7)).containsExactly(claimed.get(0));
    }

    private static void moveOnAndWrite(Storage inside, Lease lease) {
        assertThat(inside.checkpoints().advance(Map.of(lease, at(7)))).isEmpty();
        inside.events().append(LOAN, noStream(), Loans.some(1));
        Folder.of(inside).put("1", "{}");
    }
}
