// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.eventsource.event.Payload;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationDecision;
import dev.eventsource.store.OperationLostException;
import dev.eventsource.store.OperationQueue.Claim;
import dev.eventsource.store.OperationState;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.OperationStore.Count;
import dev.eventsource.store.OperationStore.Filter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tenant's view sees its own operations; the whole storage sees all. */
abstract class OperationTenantContract extends OperationSuite {

    private OperationStore acme;
    private OperationStore rival;
    private long acmes;
    private long rivals;
    private long nobodys;

    OperationTenantContract(Backend contract) {
        super(contract);
    }

    @BeforeEach
    void submit_for_three_tenants() {
        acme = storage.forTenant("acme").operations();
        rival = operations.forTenant("rival");
        acmes = acme.submit(charge(PLAIN.withKey("loan-1").withIdempotencyId("x")));
        rivals = rival.submit(charge(PLAIN.withKey("loan-1").withIdempotencyId("x")));
        nobodys = operations.submit(charge(PLAIN.withKey("loan-1").withIdempotencyId("x")));
    }

    @Test
    void each_sees_its_own_and_the_whole_storage_all() {
        assertThat(acme.list(Filter.ALL, 10)).extracting(Operation::id).containsExactly(acmes);
        assertThat(rival.list(Filter.ALL, 10)).extracting(Operation::tenant).containsExactly("rival");
        assertThat(operations.forTenant("").list(Filter.ALL, 10))
                .extracting(Operation::id)
                .containsExactly(nobodys);
        assertThat(all()).extracting(Operation::tenant).containsExactly("acme", "rival", "");
        assertThat(acme.find(rivals)).isEmpty();
        assertThat(operations.find(rivals)).isPresent();
        assertThat(acme.counts(OperationState.OPEN))
                .extracting(Count::operations)
                .containsExactly(1L);
        assertThat(operations.counts(OperationState.OPEN))
                .extracting(Count::operations)
                .containsExactly(3L);
    }

    @Test
    void a_view_stays_its_tenants() {
        assertThat(acme.forTenant("acme").find(acmes)).isPresent();
        assertThatIllegalArgumentException().isThrownBy(() -> acme.forTenant("rival"));
        assertThatIllegalArgumentException().isThrownBy(() -> acme.forTenant(""));
    }

    @Test
    void keys_and_idempotency_ids_are_a_tenants_own() {
        assertThat(claimed()).containsExactlyInAnyOrder(acmes, rivals, nobodys);
        assertThat(acme.submit(charge(PLAIN.withIdempotencyId("x")))).isEqualTo(acmes);
    }

    @Test
    void a_tenants_workers_get_its_own() {
        assertThat(ids(acme.queue().claim("a", CARDS, LONG, 10))).containsExactly(acmes);
        assertThat(ids(storage.forTenant("rival").operations().queue().claim("a", CARDS, LONG, 10)))
                .containsExactly(rivals);
        assertThat(claimed()).containsExactly(nobodys);
    }

    @Test
    void nobody_touches_anothers() {
        assertThatIllegalArgumentException().isThrownBy(() -> acme.signal(rivals, "x", Payload.of("1")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> acme.decide(rivals, OperationDecision.CANCEL, "ada", "to see"));
        Claim claim = rival.queue().claim("a", CARDS, LONG, 10).get(0);
        assertThatThrownBy(() -> acme.queue().end(claim, failing(OperationState.FAILED)))
                .isInstanceOf(OperationLostException.class);
        assertThatThrownBy(() -> acme.queue().record(claim, "step", AMOUNT, Optional.empty()))
                .isInstanceOf(OperationLostException.class);
        assertThat(acme.queue().renew(List.of(claim), LONG).lost()).containsExactly(claim);
        assertThat(acme.queue().steps(claim)).isEmpty();
        assertThat(operation(rivals)).isEqualTo(claim.operation());

        rival.queue().end(claim, new dev.eventsource.store.OperationEnding.Succeeded());
        assertThat(acme.purge(Instant.MAX)).isZero();
        assertThat(rival.purge(Instant.MAX)).isEqualTo(1);
    }

    @Test
    void only_what_is_its_own_is_done_by_the_time() {
        long acmesDelayed = acme.submit(charge(PLAIN.withDelay(SHORT)));
        long rivalsDelayed = rival.submit(charge(PLAIN.withDelay(SHORT)));
        contract.pass(SHORT.plusMillis(20));

        acme.queue().tend(CARDS, any -> abandoned(OperationState.FAILED));

        assertThat(operation(acmesDelayed).status().ready()).isTrue();
        assertThat(operation(rivalsDelayed).status().ready()).isFalse();
        tend();
        assertThat(operation(rivalsDelayed).status().ready()).isTrue();
    }

    @Test
    void it_is_so_inside_a_transaction_too() {
        storage.forTenant("acme").atomically(inside -> {
            assertThat(inside.operations().list(Filter.ALL, 10)).hasSize(1);
            assertThat(inside.operations().find(rivals)).isEmpty();
            return inside.operations().submit(charge(PLAIN));
        });
        storage.atomically(inside -> inside.forTenant("acme").operations().submit(charge(PLAIN)));
        assertThat(acme.list(Filter.ALL, 10)).hasSize(3);
    }
}
