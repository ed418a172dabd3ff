// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.otel;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One thing while it is done: its span, and how long it takes. */
final class Observed {

    private final Context context;
    private final Span span;
    private final Ending ending;
    private final long begun = System.nanoTime();

    /** What is done in this context, with its span. */
    Observed(Context context, Ending ending) {
        this.context = context;
        this.span = Span.fromContext(context);
        this.ending = ending;
    }

    Span span() {
        return span;
    }

    /** The context in which it is done. */
    Context context() {
        return context;
    }

    /** Does it in this thread, and ends it. */
    @SuppressWarnings("try") // The scope is there to be closed.
    <T, X extends Exception> T run(Work<T, X> work) throws X {
        try (Scope scope = context.makeCurrent()) {
            T result = work.in(span);
            end(null);
            return result;
        } catch (Throwable e) {
            end(e);
            throw e;
        }
    }

    /** The same for what gives nothing. */
    <X extends Exception> void perform(Action<X> action) throws X {
        this.<Span, X>run(inside -> {
            action.perform();
            return inside;
        });
    }

    /** Begins it in this thread; it ends with the future, which remains as it is, so that its exceptions do too. */
    @SuppressWarnings("try") // The scope is there to be closed.
    <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work, Consumer<T> success) {
        try (Scope scope = context.makeCurrent()) {
            CompletableFuture<T> future = work.get();
            var unused = future.whenComplete((result, failure) -> {
                if (failure == null) {
                    success.accept(result);
                }
                end(failure);
            });
            return future;
        } catch (Throwable e) {
            end(e);
            throw e;
        }
    }

    private void end(@Nullable Throwable failure) {
        ending.ended(span, failure, (System.nanoTime() - begun) / 1e9);
        span.end();
    }

    /** It has failed. Only the class is told: the message may quote what nobody but its readers should see. */
    static void fail(Span span, Throwable failure) {
        span.setStatus(StatusCode.ERROR).setAttribute(Conventions.ERROR_TYPE, errorType(failure));
    }

    static String errorType(Throwable failure) {
        return failure.getClass().getName();
    }

    /** What is done. */
    @FunctionalInterface
    interface Work<T, X extends Exception> {
        T in(Span span) throws X;
    }

    /** What is done, and gives nothing. */
    @FunctionalInterface
    interface Action<X extends Exception> {
        void perform() throws X;
    }

    /** What is told of it in the end. */
    @FunctionalInterface
    interface Ending {
        void ended(Span span, @Nullable Throwable failure, double seconds);
    }
}
