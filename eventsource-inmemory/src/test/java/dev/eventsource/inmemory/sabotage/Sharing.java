// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventQuery;
import dev.eventsource.event.RecordedEvent;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventPage;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Saboteurs of transactions and of tenants' views. */
final class Sharing {

    private Sharing() {}

    /** Whatever the work does is done, whether it fails or not. */
    static Storage losesRollback(Storage sound) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
                return work.in(sound);
            }
        };
    }

    /** An inner work that failed is forgotten, and the outer one succeeds. */
    static Storage forgivesInnerFailures(Storage sound) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
                return sound.atomically(inside -> work.in(new SabotagedStorage(inside, events -> events) {
                    @Override
                    public <S, Y extends Exception> S atomically(Work<S, Y> inner) throws Y {
                        return inner.in(this);
                    }
                }));
            }
        };
    }

    static Storage leaksOtherTenantsToReaders(Storage sound) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public Storage forTenant(String tenant) {
                EventStore everybodys = sound.events();
                return new SabotagedStorage(sound.forTenant(tenant), events -> new Events(events) {
                    @Override
                    public EventPage readAll(EventQuery query, long afterPosition, int limit) {
                        return everybodys.readAll(query, afterPosition, limit);
                    }
                });
            }
        };
    }

    static Storage findsOtherTenantsEvents(Storage sound) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public Storage forTenant(String tenant) {
                EventStore everybodys = sound.events();
                return new SabotagedStorage(sound.forTenant(tenant), events -> new Events(events) {
                    @Override
                    public Optional<RecordedEvent> find(UUID eventId) {
                        return everybodys.find(eventId);
                    }
                });
            }
        };
    }

    /** Views drop the conditions, so that they never fail. */
    static Storage ignoresConditionsOfTenants(Storage sound) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public Storage forTenant(String tenant) {
                return new SabotagedStorage(sound.forTenant(tenant), events -> new Events(events) {
                    @Override
                    public AppendResult append(Append append) {
                        return events.append(new Append(append.writes(), List.of()));
                    }
                });
            }
        };
    }

    /** Promises a connection that belongs to no transaction. */
    static Storage offersAnyConnection(Storage sound) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public <T> Optional<T> unwrap(Class<T> type) {
                return type != Connection.class
                        ? super.unwrap(type)
                        : Optional.of(type.cast(Proxy.newProxyInstance(
                                Sharing.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                                    throw new SQLException("no transaction");
                                })));
            }
        };
    }

    /** A view hands out the storage that it should narrow. */
    static Storage unwrapsViews(Storage sound) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public Storage forTenant(String tenant) {
                return new SabotagedStorage(sound.forTenant(tenant), events -> events) {
                    @Override
                    public <T> Optional<T> unwrap(Class<T> type) {
                        return sound.unwrap(type);
                    }
                };
            }
        };
    }

    /** Lets anybody close the storage through a view. */
    static Storage closesThroughViews(Storage sound) {
        return new SabotagedStorage(sound, events -> events) {
            @Override
            public Storage forTenant(String tenant) {
                Runnable end = super::close;
                return new SabotagedStorage(sound.forTenant(tenant), events -> events) {
                    @Override
                    public void close() {
                        end.run();
                    }
                };
            }
        };
    }
}
