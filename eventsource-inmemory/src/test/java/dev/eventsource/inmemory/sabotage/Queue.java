// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.sabotage;

import dev.eventsource.event.Payload;
import dev.eventsource.event.Registration;
import dev.eventsource.store.Operation;
import dev.eventsource.store.OperationEnding;
import dev.eventsource.store.OperationHistory.Compensation;
import dev.eventsource.store.OperationQueue;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A sound queue, of which a saboteur changes what he likes. */
class Queue implements OperationQueue {

    final OperationQueue sound;

    Queue(OperationQueue sound) {
        this.sound = sound;
    }

    @Override
    public List<Claim> claim(String worker, Routes routes, Duration lease, int limit) {
        return sound.claim(worker, routes, lease, limit);
    }

    @Override
    public Renewal renew(Collection<Claim> claims, Duration lease) {
        return sound.renew(claims, lease);
    }

    @Override
    public void record(Claim claim, String step, Payload result, Optional<Compensation> compensation) {
        sound.record(claim, step, result, compensation);
    }

    @Override
    public Map<String, Payload> steps(Claim claim) {
        return sound.steps(claim);
    }

    @Override
    public void end(Claim claim, OperationEnding ending) {
        sound.end(claim, ending);
    }

    @Override
    public Optional<Claim> endAndClaim(Claim claim, OperationEnding ending, Routes routes, Duration lease) {
        end(claim, ending);
        return claim(claim.operation().status().worker(), routes, lease, 1).stream()
                .findFirst();
    }

    @Override
    public Duration tend(Routes routes, Function<Operation, OperationEnding.Failed> abandoned) {
        return sound.tend(routes, abandoned);
    }

    @Override
    public Registration onChange(Runnable wakeUp) {
        return sound.onChange(wakeUp);
    }
}
