// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import dev.eventsource.handling.Handler;

/** A handler of which it is seen what it does. */
record TracedHandler<T>(Handler<T> handler, Sight<? super T> sight) implements Handler<T> {

    @Override
    public void handle(T thing) throws Exception {
        Observed observed = new Observed(sight.begin(thing), (span, failure, seconds) -> {
            Outcome outcome = Outcome.of(failure);
            span.setAttribute(Conventions.OUTCOME, outcome.word());
            if (failure != null && outcome == Outcome.FAILED) {
                Observed.fail(span, failure);
            }
            sight.ended(outcome, failure, seconds, thing);
        });
        observed.perform(() -> handler.handle(thing));
    }
}
