// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.event.Payload;
import dev.eventsource.event.Registration;
import dev.eventsource.inmemory.sabotage.SabotagedStores.Saboteur;
import dev.eventsource.store.NewOperation;
import dev.eventsource.store.NewOperation.Options;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding;
import dev.eventsource.store.OperationEnding.Outcome;
import dev.eventsource.store.OperationHistory;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.Storage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Saboteurs of operations. */
final class Operating {

    private Operating() {}

    /** Submits whatever becomes of the transaction. */
    static Storage submitsOutsideOfTransactions(Storage sound) {
        return new SabotagedStores(sound, new Saboteur() {}) {
            @Override
            public <R, X extends Exception> R atomically(Work<R, X> work) throws X {
                List<NewOperation> submitted = new ArrayList<>();
                try {
                    return sound.atomically(inside -> work.in(changing(
                            inside,
                            store -> submitting(store, operation -> {
                                submitted.add(operation);
                                return operation;
                            }))));
                } catch (Exception e) {
                    submitted.forEach(sound.operations()::submit);
                    throw e;
                }
            }
        };
    }

    static Storage forgetsIdempotencyIds(Storage sound) {
        return changing(
                sound,
                store -> submitting(
                        store,
                        operation -> operation.with(new Options(
                                operation.options().channel(),
                                operation.options().priority(),
                                operation.options().key(),
                                operation.options().passing(),
                                Optional.empty(),
                                operation.options().runAt(),
                                operation.options().delay(),
                                operation.options().deadline(),
                                operation.options().metadata()))));
    }

    static Storage doesOneKeyAtOnce(Storage sound) {
        return changing(
                sound,
                store -> submitting(
                        store,
                        operation -> operation.with(new Options(
                                operation.options().channel(),
                                operation.options().priority(),
                                Optional.empty(),
                                operation.options().passing(),
                                operation.options().idempotencyId(),
                                operation.options().runAt(),
                                operation.options().delay(),
                                operation.options().deadline(),
                                operation.options().metadata()))));
    }

    static Storage endsForZombies(Storage sound) {
        return queue(sound, (store, queue) -> new Queue(queue) {
            @Override
            public void end(Claim claim, OperationEnding ending) {
                sound.end(
                        store.find(claim.operation().id())
                                .map(history -> new Claim(history.operation()))
                                .orElse(claim),
                        ending);
            }
        });
    }

    static Storage givesTheNextToZombies(Storage sound) {
        return queue(sound, (store, queue) -> new Queue(queue) {
            @Override
            public Optional<Claim> endAndClaim(Claim claim, OperationEnding ending, Routes routes, Duration lease) {
                Optional<Claim> next = sound.claim(claim.operation().status().worker(), routes, lease, 1).stream()
                        .findFirst();
                end(claim, ending);
                return next;
            }
        });
    }

    /** As if they were written down when they have ended. */
    static Storage writesAttemptsDownAfterwards(Storage sound) {
        return changing(sound, store -> new Operations(store) {
            @Override
            public Optional<OperationHistory> find(long id) {
                return sound.find(id)
                        .map(history -> new OperationHistory(
                                history.operation(),
                                history.attempts().stream()
                                        .filter(attempt -> attempt.endedAt().isPresent())
                                        .toList(),
                                history.steps(),
                                history.signals(),
                                history.decisions()));
            }
        });
    }

    static Storage losesSignalsThatComeTooEarly(Storage sound) {
        return changing(sound, store -> new Operations(store) {
            @Override
            public boolean signal(long id, String name, Payload payload) {
                boolean waits = sound.find(id)
                        .filter(history -> history.operation().state() == OperationState.WAITING)
                        .isPresent();
                return !waits || sound.signal(id, name, payload);
            }
        });
    }

    static Storage wakesNoWorkers(Storage sound) {
        return queue(sound, (store, queue) -> new Queue(queue) {
            @Override
            public Registration onChange(Runnable wakeUp) {
                return () -> {};
            }
        });
    }

    static Storage forgetsSteps(Storage sound) {
        return queue(sound, (store, queue) -> new Queue(queue) {
            @Override
            public void record(Claim claim, String step, Payload result, Optional<Compensation> compensation) {
                // It was done, so why write it down?
            }
        });
    }

    static Storage compensatesNothing(Storage sound) {
        return queue(sound, (store, queue) -> new Queue(queue) {
            @Override
            public void record(Claim claim, String step, Payload result, Optional<Compensation> compensation) {
                sound.record(claim, step, result, Optional.empty());
            }
        });
    }

    /** Tries again whatever the policy says. */
    static Storage triesAgainWhatWasAbandoned(Storage sound) {
        return queue(sound, (store, queue) -> new Queue(queue) {
            @Override
            public Duration tend(Routes routes, Function<Operation, OperationEnding.Failed> abandoned) {
                return sound.tend(routes, one -> {
                    OperationEnding.Failed failed = abandoned.apply(one);
                    return new OperationEnding.Failed(
                            Outcome.ABANDONED, failed.error(), OperationState.RETRYING, Duration.ZERO);
                });
            }
        });
    }

    static Storage showsTenantsEverything(Storage sound) {
        return changing(sound, store -> new Operations(store) {
            @Override
            public OperationStore forTenant(String tenant) {
                return this;
            }
        });
    }

    private static Operations submitting(OperationStore store, UnaryOperator<NewOperation> change) {
        return new Operations(store) {
            @Override
            Operations of(OperationStore others) {
                return submitting(others, change);
            }

            @Override
            public long submit(NewOperation operation) {
                return sound.submit(change.apply(operation));
            }
        };
    }

    static Storage queue(Storage sound, Queues queues) {
        return changing(sound, store -> new Operations(store) {
            @Override
            public OperationQueue queue() {
                return queues.of(store, store.queue());
            }
        });
    }

    private static Storage changing(Storage sound, Function<OperationStore, OperationStore> change) {
        return new SabotagedStores(sound, new Saboteur() {
            @Override
            public OperationStore operations(Storage storage) {
                return change.apply(storage.operations());
            }
        });
    }

    /** Changes a queue. */
    interface Queues {
        OperationQueue of(OperationStore store, OperationQueue queue);
    }
}
