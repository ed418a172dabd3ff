// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.handling.RetryPolicy;
import dev.eventsource.store.OperationState;
import dev.eventsource.workflow.OperationPolicy;
import dev.eventsource.workflow.OperationRouter;
import dev.eventsource.workflow.OperationRunner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** What the suites share in which operations are done. */
abstract class OperationRunning extends OperationSuite {

    /** Three attempts, soon. */
    static final OperationPolicy QUICK = OperationPolicy.DEFAULT.withRetry(RetryPolicy.DEFAULT
            .withMaxAttempts(3)
            .withFirstDelay(Duration.ofMillis(20))
            .withJitter(0));

    /** Nobody looks for what he was not told of. */
    static final OperationRunner.Options OPTIONS = OperationRunner.Options.DEFAULT.withHeartbeat(Duration.ofHours(1));

    private final List<OperationRunner> runners = new ArrayList<>();

    OperationRunning(Backend contract) {
        super(contract);
    }

    @AfterEach
    void stop_the_runners() {
        runners.forEach(OperationRunner::close);
    }

    OperationRunner run(OperationRouter router) {
        return run(router, OPTIONS);
    }

    OperationRunner run(OperationRouter router, OperationRunner.Options options) {
        OperationRunner runner = OperationRunner.start(storage, router, options);
        runners.add(runner);
        return runner;
    }

    void awaitState(long id, OperationState state) {
        await().alias("operation " + id + " is " + state).until(() -> state(id), state::equals);
    }
}
