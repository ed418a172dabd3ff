// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.inmemory.sabotage.SabotagedStores.Saboteur;
import dev.eventsource.store.Checkpoint;
import dev.eventsource.store.CheckpointStore;
import dev.eventsource.store.DeadLetter;
import dev.eventsource.store.DeadLetterQueue;
import dev.eventsource.store.Deduplication;
import dev.eventsource.store.Lease;
import dev.eventsource.store.LeaseLostException;
import dev.eventsource.store.Leases;
import dev.eventsource.store.Pulse;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubscriptionId;
import dev.eventsource.store.SubscriptionState;
import dev.eventsource.store.SubscriptionState.Partition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Saboteurs of checkpoints, leases, dead letters and deduplication. */
final class Subscribing {

    private static final Duration LONG = Duration.ofMinutes(10);

    private Subscribing() {}

    static Storage advancesWithoutTheToken(Storage sound) {
        return checkpoints(sound, storage -> new Checkpoints(storage.checkpoints()) {
            @Override
            public Set<Lease> advance(Map<Lease, Checkpoint> checkpoints) {
                return advanceAs(sound, checkpoints, lease -> current(storage, lease));
            }
        });
    }

    static Storage advancesForTheDead(Storage sound) {
        return checkpoints(sound, storage -> new Checkpoints(storage.checkpoints()) {
            @Override
            public Set<Lease> advance(Map<Lease, Checkpoint> checkpoints) {
                return advanceAs(sound, checkpoints, lease -> revived(storage, lease));
            }
        });
    }

    static Storage advancesBackwards(Storage sound) {
        return checkpoints(sound, storage -> new Checkpoints(storage.checkpoints()) {
            @Override
            public Set<Lease> advance(Map<Lease, Checkpoint> checkpoints) {
                Set<Lease> refused = sound.advance(checkpoints);
                return refused.stream()
                        .filter(lease -> !current(storage, lease).equals(lease))
                        .collect(Collectors.toSet());
            }
        });
    }

    /** Commits the checkpoint whatever becomes of the transaction. */
    static Storage advancesOutsideOfTransactions(Storage sound) {
        return new SabotagedStores(sound, new Saboteur() {}) {
            @Override
            public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
                Map<Lease, Checkpoint> moved = new HashMap<>();
                try {
                    return sound.atomically(inside ->
                            work.in(Subscribing.checkpoints(inside, storage -> new Checkpoints(storage.checkpoints()) {
                                @Override
                                public Set<Lease> advance(Map<Lease, Checkpoint> checkpoints) {
                                    moved.putAll(checkpoints);
                                    return sound.advance(checkpoints);
                                }
                            })));
                } finally {
                    sound.checkpoints().advance(moved);
                }
            }
        };
    }

    /** Whoever had a lease has it still. */
    static Storage resetsWithoutRaisingTokens(Storage sound) {
        Map<Lease, Lease> renewed = new HashMap<>();
        return checkpoints(sound, storage -> new Checkpoints(storage.checkpoints()) {
            @Override
            public void reset(SubscriptionId id, Checkpoint to, boolean force) {
                SubscriptionState before = sound.find(id).orElseThrow();
                sound.reset(id, to, force);
                for (Partition partition : before.partitions()) {
                    storage.leases()
                            .claim(partition.owner().isEmpty() ? "x" : partition.owner(), id, partition.number())
                            .ifPresent(claim ->
                                    renewed.put(new Lease(id, partition.number(), partition.token()), claim.lease()));
                }
            }

            @Override
            public Set<Lease> advance(Map<Lease, Checkpoint> checkpoints) {
                return advanceAs(sound, checkpoints, lease -> renewed.getOrDefault(lease, lease));
            }
        });
    }

    static Storage resetsUnderTheOwner(Storage sound) {
        return checkpoints(sound, storage -> new Checkpoints(storage.checkpoints()) {
            @Override
            public void reset(SubscriptionId id, Checkpoint to, boolean force) {
                sound.reset(id, to, true);
            }
        });
    }

    static Storage activatesWhateverLagsBehind(Storage sound) {
        return checkpoints(sound, storage -> new Checkpoints(storage.checkpoints()) {
            @Override
            public void activate(SubscriptionId id, boolean force) {
                sound.activate(id, true);
            }
        });
    }

    /** Looks first and stores then, so that two who come at once are told different things. */
    static Storage registersForEverybody(Storage sound) {
        return checkpoints(sound, storage -> new Checkpoints(storage.checkpoints()) {
            @Override
            public SubscriptionState register(SubscriptionId id, int partitions, String query, Checkpoint start) {
                SubscriptionState stored = sound.register(id, partitions, query, start);
                return new SubscriptionState(
                        id, query, stored.paused(), stored.active(), stored.createdAt(), stored.partitions());
            }
        });
    }

    static Storage claimsWhatIsOwned(Storage sound) {
        return leases(sound, storage -> new Ownership(storage.leases()) {
            @Override
            public Optional<Claim> claim(String process, SubscriptionId id, int partition) {
                sound.release(current(storage, new Lease(id, partition, 0)));
                return sound.claim(process, id, partition);
            }
        });
    }

    static Storage claimsForTheDead(Storage sound) {
        return leases(sound, storage -> new Ownership(storage.leases()) {
            @Override
            public Optional<Claim> claim(String process, SubscriptionId id, int partition) {
                sound.renew(process, LONG);
                return sound.claim(process, id, partition);
            }
        });
    }

    static Storage pulsesWithoutChanges(Storage sound) {
        return leases(sound, storage -> new Ownership(storage.leases()) {
            @Override
            public Pulse renew(String process, Duration lease) {
                Pulse pulse = sound.renew(process, lease);
                return new Pulse(0, pulse.alive(), pulse.head());
            }
        });
    }

    static Storage leavesItsPartitionsBehind(Storage sound) {
        return leases(sound, storage -> new Ownership(storage.leases()) {
            @Override
            public void leave(String process) {
                storage.checkpoints().all().forEach(state -> {
                    if (state.partitions().stream()
                            .noneMatch(partition -> partition.owner().equals(process))) {
                        sound.quit(process, state.id());
                    }
                });
            }
        });
    }

    static Storage putsLettersOfAnybody(Storage sound) {
        return letters(sound, storage -> new Letters(storage.deadLetters()) {
            @Override
            public void put(Lease lease, DeadLetter letter) {
                try {
                    sound.put(revived(storage, current(storage, lease)), letter);
                } catch (LeaseLostException e) {
                    sound.put(lease, letter);
                }
            }
        });
    }

    static Storage countsNoAttempts(Storage sound) {
        return letters(sound, storage -> new Letters(storage.deadLetters()) {
            @Override
            public void attempt(Lease lease, long position, int number) {
                sound.attempt(lease, position, 0);
            }
        });
    }

    static Storage decidesOnTooMuch(Storage sound) {
        return letters(sound, storage -> new Letters(storage.deadLetters()) {
            @Override
            public int decide(Filter filter, DeadLetter.State state, String by) {
                return sound.decide(
                        new Filter(filter.subscription(), Optional.empty(), Optional.empty(), true, 0), state, by);
            }
        });
    }

    static Storage remembersNothing(Storage sound) {
        return deduplicating(sound, storage -> new Handled(storage.deduplication()) {
            @Override
            public boolean remember(String consumer, UUID eventId) {
                return sound.remember(consumer, eventId) || !consumer.isEmpty();
            }
        });
    }

    /** The partition's lease as it is now, whoever has it. */
    private static Lease current(Storage storage, Lease lease) {
        return storage.checkpoints()
                .find(lease.subscription())
                .filter(state -> lease.partition() >= 0
                        && lease.partition() < state.partitions().size())
                .map(state -> new Lease(
                        lease.subscription(),
                        lease.partition(),
                        state.partitions().get(lease.partition()).token()))
                .orElse(lease);
    }

    /** The same lease, but its partition's owner lives. */
    private static Lease revived(Storage storage, Lease lease) {
        storage.checkpoints()
                .find(lease.subscription())
                .map(state -> state.partitions().get(lease.partition()).owner())
                .filter(owner -> !owner.isEmpty())
                .ifPresent(owner -> storage.leases().renew(owner, LONG));
        return lease;
    }

    private static Set<Lease> advanceAs(
            CheckpointStore sound, Map<Lease, Checkpoint> checkpoints, Function<Lease, Lease> changed) {
        return checkpoints.entrySet().stream()
                .filter(entry -> !sound.advance(Map.of(changed.apply(entry.getKey()), entry.getValue()))
                        .isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static Storage checkpoints(Storage sound, Function<Storage, CheckpointStore> saboteur) {
        return new SabotagedStores(sound, new Saboteur() {
            @Override
            public CheckpointStore checkpoints(Storage storage) {
                return saboteur.apply(storage);
            }
        });
    }

    private static Storage leases(Storage sound, Function<Storage, Leases> saboteur) {
        return new SabotagedStores(sound, new Saboteur() {
            @Override
            public Leases leases(Storage storage) {
                return saboteur.apply(storage);
            }
        });
    }

    private static Storage letters(Storage sound, Function<Storage, DeadLetterQueue> saboteur) {
        return new SabotagedStores(sound, new Saboteur() {
            @Override
            public DeadLetterQueue letters(Storage storage) {
                return saboteur.apply(storage);
            }
        });
    }

    private static Storage deduplicating(Storage sound, Function<Storage, Deduplication> saboteur) {
        return new SabotagedStores(sound, new Saboteur() {
            @Override
            public Deduplication deduplication(Storage storage) {
                return saboteur.apply(storage);
            }
        });
    }

    /** Sound deduplication; a saboteur overrides a method. */
    private static class Handled implements Deduplication {

        final Deduplication sound;

        Handled(Deduplication sound) {
            this.sound = sound;
        }

        @Override
        public boolean remember(String consumer, UUID eventId) {
            return sound.remember(consumer, eventId);
        }

        @Override
        public long forget(String consumer) {
            return sound.forget(consumer);
        }

        @Override
        public long purge(Instant before) {
            return sound.purge(before);
        }

        @Override
        public Deduplication forTenant(String tenant) {
            return sound.forTenant(tenant);
        }
    }
}
