// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.Lease;
import dev.eventsource.store.Leases.Claim;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.store.SubscriptionState.Partition;
import dev.eventsource.tck.Race.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several who want the same at once, on a second handle too where there can be one. */
abstract class SubscriptionRaceContract extends SubscriptionSuite {

    private static final int RUNNERS = 8;

    private final List<Storage> handles = new ArrayList<>();

    SubscriptionRaceContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void open_again() throws Exception {
        handles.add(storage);
        contract.openAgain().ifPresent(handles::add);
    }

    @AfterEach
    void close_again() {
        handles.forEach(Storage::close);
    }

    @Test
    void of_many_who_register_one_settles_it_for_all() throws Exception {
        for (int round = 0; round < 5; round++) {
            SubscriptionId id = SubscriptionId.of("outcomes-" + round);
            List<SubscriptionState> states = all(Race.of(
                    RUNNERS,
                    number -> handle(number)
                            .checkpoints()
                            .register(id, 1 + number, "query " + number, at(100 + number))));

            SubscriptionState stored = state(id);
            assertThat(states).containsOnly(stored);
            int winner = stored.partitions().size() - 1;
            assertThat(stored.query()).isEqualTo("query " + winner);
            assertThat(stored.partitions()).extracting(Partition::checkpoint).containsOnly(at(100 + winner));
        }
    }

    @Test
    void of_many_versions_that_are_registered_at_once_one_is_active() throws Exception {
        for (int round = 0; round < 5; round++) {
            String name = "outcomes-" + round;
            all(Race.of(
                    RUNNERS,
                    number -> handle(number)
                            .checkpoints()
                            .register(new SubscriptionId(name, 1 + number), 1, "all", Checkpoint.START)));

            assertThat(checkpoints.all())
                    .filteredOn(state -> state.id().name().equals(name))
                    .hasSize(RUNNERS)
                    .filteredOn(SubscriptionState::active)
                    .hasSize(1);
        }
    }

    @Test
    void of_many_who_claim_a_partition_one_gets_it() throws Exception {
        register(OUTCOMES, 1);
        long token = partition(OUTCOMES, 0).token();
        for (int round = 0; round < 20; round++) {
            String name = "-" + round;
            List<Optional<Claim>> claims = all(Race.of(RUNNERS, number -> {
                handle(number).leases().renew(number + name, LONG);
                return handle(number).leases().claim(number + name, OUTCOMES, 0);
            }));

            List<Claim> won = claims.stream().flatMap(Optional::stream).toList();
            assertThat(won).as("winners of round " + round).hasSize(1);
            Lease lease = won.get(0).lease();
            assertThat(lease.token()).isGreaterThan(token);
            assertThat(advance(lease, round)).isEmpty();
            assertThat(won.get(0).checkpoint().position()).isEqualTo(Math.max(0, round - 1));
            token = lease.token();
            leases.release(lease);
        }
    }

    @Test
    void of_many_who_take_over_from_a_dead_one_gets_it() throws Exception {
        register(OUTCOMES, 1);
        for (int round = 0; round < 5; round++) {
            String name = "-" + round;
            for (int number = 0; number < RUNNERS; number++) {
                live(number + name);
            }
            List<Optional<Claim>> claims =
                    all(Race.of(RUNNERS, number -> handle(number).leases().claim(number + name, OUTCOMES, 0)));

            assertThat(claims.stream().flatMap(Optional::stream))
                    .as("winners of round " + round)
                    .hasSize(1);
            die(partition(OUTCOMES, 0).owner());
        }
    }

    @Test
    void a_reset_and_an_owner_who_moves_on_do_not_mix() throws Exception {
        register(OUTCOMES, 4);
        for (int round = 0; round < 10; round++) {
            List<Lease> owned = new ArrayList<>();
            for (int number = 0; number < 4; number++) {
                owned.add(claim("a", OUTCOMES, number).lease());
            }
            List<Set<Lease>> refused = all(Race.of(5, number -> {
                if (number == 4) {
                    handle(1).checkpoints().reset(OUTCOMES, at(3), true);
                    return Set.of();
                }
                Checkpoint to = at(10 + number);
                return handle(number).checkpoints().advance(Map.of(owned.get(number), to));
            }));

            assertThat(state(OUTCOMES).partitions())
                    .as("a reset has the last word: %s", refused)
                    .extracting(Partition::checkpoint)
                    .containsOnly(at(3));
            checkpoints.reset(OUTCOMES, Checkpoint.START, true);
        }
    }

    @Test
    void of_many_who_activate_and_drop_one_version_stays_active() throws Exception {
        for (int round = 0; round < 10; round++) {
            String name = "outcomes-" + round;
            for (int version = 1; version <= 3; version++) {
                register(new SubscriptionId(name, version), 2);
            }
            Race.of(5, number -> {
                        SubscriptionId id = new SubscriptionId(name, 1 + number % 3);
                        if (number < 3) {
                            handle(number).checkpoints().activate(id, false);
                        } else {
                            handle(number).checkpoints().drop(id);
                        }
                        return true;
                    })
                    .stream()
                    .filter(outcome -> !outcome.succeeded())
                    .forEach(outcome -> assertThat(outcome.failure())
                            .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class));

            assertThat(checkpoints.all())
                    .filteredOn(state -> state.id().name().equals(name) && state.active())
                    .hasSize(1);
        }
    }

    @Test
    void a_version_that_is_registered_while_the_last_one_is_dropped_becomes_active_or_keeps_it() throws Exception {
        for (int round = 0; round < 10; round++) {
            SubscriptionId last = SubscriptionId.of("outcomes-" + round);
            SubscriptionId next = new SubscriptionId(last.name(), 2);
            register(last, 1);
            Race.of(2, number -> {
                if (number == 0) {
                    handle(number).checkpoints().drop(last);
                    return true;
                }
                return handle(number)
                        .checkpoints()
                        .register(next, 1, "all", Checkpoint.START)
                        .active();
            });

            assertThat(checkpoints.all())
                    .filteredOn(state -> state.id().name().equals(last.name()) && state.active())
                    .hasSize(1);
        }
    }

    @Test
    void a_reset_finds_the_owner_or_comes_before_him() throws Exception {
        register(OUTCOMES, 1);
        live("a");
        for (int round = 0; round < 20; round++) {
            List<Outcome<Optional<Claim>>> outcomes = Race.of(2, number -> {
                if (number == 0) {
                    return handle(0).leases().claim("a", OUTCOMES, 0);
                }
                handle(1).checkpoints().reset(OUTCOMES, at(3), false);
                return Optional.empty();
            });

            // What the reset holds is not to be had, where rows are locked one by one.
            Claim claim = outcomes.get(0).get().orElseGet(() -> claim("a", OUTCOMES, 0));
            if (outcomes.get(1).succeeded()) {
                assertThat(claim.checkpoint())
                        .as("of a partition that was reset")
                        .isEqualTo(at(3));
            }
            assertThat(advance(claim.lease(), 5)).isEmpty();
            checkpoints.reset(OUTCOMES, Checkpoint.START, true);
        }
    }

    @Test
    void what_is_dropped_is_neither_owned_nor_wanted() throws Exception {
        live("a");
        for (int round = 0; round < 20; round++) {
            register(OUTCOMES, 1);
            assertThat(leases.division(OUTCOMES).members()).isEmpty();
            List<Outcome<Optional<Claim>>> outcomes = Race.of(3, number -> {
                if (number == 0) {
                    return handle(0).leases().claim("a", OUTCOMES, 0);
                } else if (number == 1) {
                    handle(1).checkpoints().drop(OUTCOMES);
                } else {
                    handle(0).leases().join("a", OUTCOMES);
                }
                return Optional.empty();
            });

            Optional<Claim> claim = outcomes.get(0).get();
            assertThat(claim.isPresent()).isNotEqualTo(outcomes.get(1).succeeded());
            claim.ifPresent(owned -> {
                assertThat(advance(owned.lease(), 5)).isEmpty();
                leases.release(owned.lease());
                checkpoints.drop(OUTCOMES);
            });
        }
    }

    @Test
    void an_event_is_remembered_once_however_many_handle_it() throws Exception {
        for (int round = 0; round < 10; round++) {
            UUID event = UUID.randomUUID();
            List<Boolean> firsts = all(Race.of(
                    RUNNERS,
                    number -> handle(number).<Boolean, RuntimeException>atomically(inside -> {
                        boolean first = inside.deduplication().remember("outcomes", event);
                        if (first) {
                            Folder.of(inside).put(event.toString(), "{}");
                        }
                        return first;
                    })));

            assertThat(firsts).filteredOn(first -> first).hasSize(1);
            assertThat(storage.documents()
                            .get(Folder.LOANS, event.toString())
                            .orElseThrow()
                            .version())
                    .isEqualTo(1);
        }
    }

    private Storage handle(int number) {
        return handles.get(number % handles.size());
    }

    private static <T> List<T> all(List<Outcome<T>> outcomes) {
        return outcomes.stream().map(Outcome::get).toList();
    }
}
