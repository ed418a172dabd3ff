// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.event.StreamId;
import dev.eventsource.store.Snapshot;
import dev.eventsource.store.SnapshotStore;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubjectKey;
import dev.eventsource.store.SubjectKeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.UnaryOperator;

/** Saboteurs of snapshots and of the keys of subjects. */
final class Keeping {

    private Keeping() {}

    /** Whoever saves last wins. */
    static Storage keepsTheLastSnapshot(Storage sound) {
        return withSnapshots(sound, own -> new Snapshots(own) {
            @Override
            public boolean save(Snapshot snapshot) {
                sound.delete(snapshot.stream());
                return sound.save(snapshot);
            }
        });
    }

    /** Those of the present schema go too. */
    static Storage deletesSnapshotsOfAnySchema(Storage sound) {
        return withSnapshots(sound, own -> new Snapshots(own) {
            @Override
            public long delete(String category, int schema) {
                return sound.delete(category, Integer.MAX_VALUE);
            }
        });
    }

    /** Who comes again after he was forgotten gets a key. */
    static Storage bringsSubjectsBack(Storage sound) {
        return withKeys(sound, own -> new Keys(own) {
            @Override
            public SubjectKey create(SubjectKey.Wrapped key) {
                return sound.create(key) instanceof SubjectKey.Wrapped kept ? kept : key;
            }
        });
    }

    /** Of all who create a key each gets his own. */
    static Storage givesEverybodyAnotherKey(Storage sound) {
        return withKeys(sound, own -> new Keys(own) {
            @Override
            public SubjectKey create(SubjectKey.Wrapped key) {
                return sound.create(key) instanceof SubjectKey.Wrapped ? key : sound.create(key);
            }
        });
    }

    /** Forgetting once is forgetting everywhere. */
    static Storage forgetsSubjectsOfOtherTenants(Storage sound) {
        return withKeys(sound, own -> new Keys(own) {
            @Override
            public SubjectKeyStore forTenant(String tenant) {
                return sound;
            }
        });
    }

    private static Storage withSnapshots(Storage sound, UnaryOperator<SnapshotStore> damage) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public SnapshotStore snapshots() {
                return damage.apply(sound.snapshots());
            }
        };
    }

    private static Storage withKeys(Storage sound, UnaryOperator<SubjectKeyStore> damage) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public <T> Optional<T> unwrap(Class<T> type) {
                return type == SubjectKeyStore.class
                        ? sound.unwrap(SubjectKeyStore.class).map(damage).map(type::cast)
                        : Optional.empty();
            }

            @Override
            public Storage forTenant(String tenant) {
                return withKeys(sound.forTenant(tenant), own -> own);
            }
        };
    }

    private static class Snapshots implements SnapshotStore {

        final SnapshotStore sound;

        Snapshots(SnapshotStore sound) {
            this.sound = sound;
        }

        @Override
        public Optional<Snapshot> find(StreamId stream) {
            return sound.find(stream);
        }

        @Override
        public boolean save(Snapshot snapshot) {
            return sound.save(snapshot);
        }

        @Override
        public boolean delete(StreamId stream) {
            return sound.delete(stream);
        }

        @Override
        public long delete(String category, int schema) {
            return sound.delete(category, schema);
        }

        @Override
        public SnapshotStore forTenant(String tenant) {
            return sound.forTenant(tenant);
        }
    }

    private static class Keys implements SubjectKeyStore {

        final SubjectKeyStore sound;

        Keys(SubjectKeyStore sound) {
            this.sound = sound;
        }

        @Override
        public Optional<SubjectKey> find(String subject) {
            return sound.find(subject);
        }

        @Override
        public SubjectKey create(SubjectKey.Wrapped key) {
            return sound.create(key);
        }

        @Override
        public boolean forget(String subject, Instant at) {
            return sound.forget(subject, at);
        }

        @Override
        public List<SubjectKey.Wrapped> wrappedOtherwise(String masterKey, int limit) {
            return sound.wrappedOtherwise(masterKey, limit);
        }

        @Override
        public boolean rewrap(SubjectKey.Wrapped from, SubjectKey.Wrapped to) {
            return sound.rewrap(from, to);
        }

        @Override
        public SortedSet<String> tenants() {
            return sound.tenants();
        }

        @Override
        public Object place() {
            return sound.place();
        }

        @Override
        public SubjectKeyStore forTenant(String tenant) {
            return sound.forTenant(tenant);
        }
    }
}
