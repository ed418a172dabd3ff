// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.cli;

import dev.eventsource.store.OperationQueue;
import dev.eventsource.store.OperationStore;
import dev.eventsource.store.Storage;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What happens to a process at a call to its storage.
 *
 * @param stops whether it is stopped as by SIGSTOP, and goes on later; else it ends as by kill -9
 * @param before the call, or after it
 * @param method of the storage, its operations or their queue
 * @param call at which, from 1
 */
record Mishap(boolean stops, boolean before, String method, int call) {

    static final Mishap NONE = new Mishap(false, true, "nothing", 0);
    static final int CODE = 9;

    /** Whatever workers do for operations, at an early call and at a later one. */
    private static final List<String> METHODS =
            List.of("claim", "endAndClaim", "end", "record", "steps", "tend", "atomically");

    static List<Mishap> all() {
        List<Mishap> all = new ArrayList<>();
        for (String method : METHODS) {
            for (boolean stops : new boolean[] {true, false}) {
                for (boolean before : new boolean[] {true, false}) {
                    all.add(new Mishap(stops, before, method, method.equals("tend") ? 1 : 3));
                }
            }
        }
        return all;
    }

    static Mishap parse(String text) {
        String[] words = text.split(" ", -1);
        return new Mishap(words[0].equals("stop"), words[1].equals("before"), words[2], Integer.parseInt(words[3]));
    }

    @Override
    public String toString() {
        return (stops ? "stop" : "die") + (before ? " before " : " after ") + method + " " + call;
    }

    /** A storage at one of whose calls it happens. */
    Storage at(Storage sound) {
        return of(Storage.class, sound, new AtomicInteger());
    }

    private <T> T of(Class<T> type, T sound, AtomicInteger calls) {
        InvocationHandler handler = (proxy, called, arguments) -> {
            boolean now = called.getName().equals(method) && calls.incrementAndGet() == call;
            if (now && before) {
                happen();
            }
            Object result;
            try {
                result = called.getName().equals("atomically")
                        ? atomically((Storage) sound, (Storage.Work<?, ?>) arguments[0], calls)
                        : called.invoke(sound, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
            if (now && !before) {
                happen();
            }
            return wrapped(result, calls);
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private <R, X extends Exception> R atomically(Storage sound, Storage.Work<R, X> work, AtomicInteger calls)
            throws X {
        return sound.atomically(tx -> work.in(of(Storage.class, tx, calls)));
    }

    private Object wrapped(Object result, AtomicInteger calls) {
        if (result instanceof OperationStore store) {
            return of(OperationStore.class, store, calls);
        }
        if (result instanceof OperationQueue queue) {
            return of(OperationQueue.class, queue, calls);
        }
        return result;
    }

    private void happen() throws IOException, InterruptedException {
        if (!stops) {
            Runtime.getRuntime().halt(CODE);
        }
        System.out.println("stopping");
        new ProcessBuilder(
                        "kill", "-STOP", Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();
    }
}
