// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;

/**
 * What every storage promises, as tests. Whoever writes a storage extends this class once, says how to open one, and
 * runs it with JUnit:
 *
 * <pre>{@code
 * class SqliteStorageContractTest extends StorageContract {
 *     private int opened;
 *
 *     @TempDir
 *     private Path folder;
 *
 *     @Override
 *     protected Storage open() {
 *         return new SqliteStorage(folder.resolve("events" + ++opened + ".db"));
 *     }
 * }
 * }</pre>
 *
 * <p>Every test opens a storage of its own and closes it. Random tests name their seed when they fail; the system
 * property {@code eventsource.tck.seed} repeats one.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
public abstract class StorageContract extends EventLogContract {

    @Nested
    class DyingSubscribers extends MortalContract {
        DyingSubscribers() {
            super(StorageContract.this);
        }
    }

    @Nested
    class FuzzedSubscribers extends FuzzContract {
        FuzzedSubscribers() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Documents extends DocumentContract {
        Documents() {
            super(StorageContract.this);
        }
    }

    @Nested
    class DocumentQueries extends DocumentQueryContract {
        DocumentQueries() {
            super(StorageContract.this);
        }
    }

    @Nested
    class HostileDocuments extends DocumentHostileContract {
        HostileDocuments() {
            super(StorageContract.this);
        }
    }

    @Nested
    class DocumentsInTransactions extends DocumentTransactionContract {
        DocumentsInTransactions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class DocumentsOfTenants extends DocumentTenantContract {
        DocumentsOfTenants() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Checkpoints extends CheckpointContract {
        Checkpoints() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SubscriptionControl extends SubscriptionControlContract {
        SubscriptionControl() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Leasing extends LeaseContract {
        Leasing() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Zombies extends ZombieContract {
        Zombies() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SubscriptionRaces extends SubscriptionRaceContract {
        SubscriptionRaces() {
            super(StorageContract.this);
        }
    }

    @Nested
    class DeadLetters extends DeadLetterContract {
        DeadLetters() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Deduplicating extends DeduplicationContract {
        Deduplicating() {
            super(StorageContract.this);
        }
    }

    @Nested
    class HostileSubscriptions extends SubscriptionHostileContract {
        HostileSubscriptions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SubscriptionsOfTenants extends SubscriptionTenantContract {
        SubscriptionsOfTenants() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SubscriptionLifecycle extends SubscriptionLifecycleContract {
        SubscriptionLifecycle() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Subscribing extends SubscribingContract {
        Subscribing() {
            super(StorageContract.this);
        }
    }

    @Nested
    class DisturbedSubscriptions extends SubscriptionDisturbedContract {
        DisturbedSubscriptions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class FailingSubscriptions extends SubscriptionFailureContract {
        FailingSubscriptions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class CrashingSubscriptions extends SubscriptionCrashContract {
        CrashingSubscriptions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SharingSubscriptions extends SubscriptionSharingContract {
        SharingSubscriptions() {
            super(StorageContract.this);
        }
    }

    @Nested
    class BuildingReadModels extends ProjectionContract {
        BuildingReadModels() {
            super(StorageContract.this);
        }
    }

    @Nested
    class KeepingReadModels extends ReadModelContracts {
        KeepingReadModels() {
            super(StorageContract.this);
        }
    }

    @Nested
    class KeysOfSubjects extends SubjectKeyContract {
        KeysOfSubjects() {
            super(StorageContract.this);
        }
    }

    @Nested
    class KeepingPersonalData extends PersonalDataContract {
        KeepingPersonalData() {
            super(StorageContract.this);
        }
    }

    @Nested
    class Deciding extends DecidingContracts {
        Deciding() {
            super(StorageContract.this);
        }
    }

    @Nested
    class SubmittingOperations extends OperationSubmitContract {
        SubmittingOperations() {
            super(StorageContract.this);
        }
    }

    @Nested
    class ClaimingOperations extends OperationClaimContract {
        ClaimingOperations() {
            super(StorageContract.this);
        }
    }

    @Nested
    class OperationsInTime extends OperationTimeContract {
        OperationsInTime() {
            super(StorageContract.this);
        }
    }

    @Nested
    class StepsOfOperations extends OperationStepContract {
        StepsOfOperations() {
            super(StorageContract.this);
        }
    }

    @Nested
    class ControllingOperations extends OperationControlContract {
        ControllingOperations() {
            super(StorageContract.this);
        }
    }

    @Nested
    class OperationsOfTenants extends OperationTenantContract {
        OperationsOfTenants() {
            super(StorageContract.this);
        }
    }

    @Nested
    class RunningOperations extends OperationRunnerContract {
        RunningOperations() {
            super(StorageContract.this);
        }
    }

    @Nested
    class OperationMishaps extends OperationMishapContract {
        OperationMishaps() {
            super(StorageContract.this);
        }
    }

    @Nested
    class OperationsWithinTransactions extends OperationTransactionContract {
        OperationsWithinTransactions() {
            super(StorageContract.this);
        }
    }
}
