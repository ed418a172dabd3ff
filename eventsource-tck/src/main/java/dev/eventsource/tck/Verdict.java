// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.eventsource.event.Append;
import dev.eventsource.event.AppendCondition.NothingMatches;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.ConditionFailedException;
import dev.eventsource.store.DuplicateEventException;
import dev.eventsource.store.VersionConflictException;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What an append came to. */
sealed interface Verdict {

    /** It is stored, now or before. */
    record Stored(AppendResult result) implements Verdict {}

    /**
     * It is not stored.
     *
     * @param reasons each of them a right one; a storage gives one of them
     */
    record Refused(Set<String> reasons) implements Verdict {}

    /** What this append to a real storage came to. */
    static Verdict of(Callable<AppendResult> append) throws Exception {
        try {
            return new Stored(append.call());
        } catch (ExecutionException e) {
            return new Refused(Set.of(reason(e.getCause())));
        } catch (RuntimeException e) {
            return new Refused(Set.of(reason(e)));
        }
    }

    /** The storage said the same as the model. */
    default void assertAgreesWith(Verdict model, Append append) {
        if (this instanceof Refused mine && model instanceof Refused models) {
            assertThat(models.reasons()).as("%s", append).containsAll(mine.reasons());
        } else {
            assertThat(this).as("%s", append).isEqualTo(model);
        }
    }

    static String conflict(StreamId stream, ExpectedVersion expected, long actual) {
        return stream + " expected at " + expected + " is at " + actual;
    }

    static String failed(NothingMatches condition, long position) {
        return position + " matches " + condition;
    }

    static String duplicate(Set<UUID> ids) {
        return "stored already: " + new TreeSet<>(ids);
    }

    private static String reason(@Nullable Throwable e) {
        if (e instanceof VersionConflictException conflict) {
            return conflict(conflict.stream(), conflict.expected(), conflict.actual());
        }
        if (e instanceof ConditionFailedException failed) {
            return failed(failed.condition(), failed.position());
        }
        if (e instanceof DuplicateEventException duplicate) {
            return duplicate(duplicate.ids());
        }
        throw new AssertionError("An append ends with a result, a conflict or a duplicate", e);
    }
}
