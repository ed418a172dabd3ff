// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.inmemory.aggregate;

import dev.eventsource.event.Append;
import dev.eventsource.event.EventData;
import dev.eventsource.event.ExpectedVersion;
import dev.eventsource.event.StreamId;
import dev.eventsource.store.AppendOutcomeUnknownException;
import dev.eventsource.store.AppendResult;
import dev.eventsource.store.EventStore;
import dev.eventsource.store.Storage;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** A storage of which some answers to appends get lost. */
final class LostAnswers {

    private final Storage sound;
    private final List<Append> appends = new ArrayList<>();
    private int left;
    private boolean stores;
    private Runnable meanwhile = () -> {};

    LostAnswers(Storage sound) {
        this.sound = sound;
    }

    /** So many answers get lost from now on: of appends that are stored, or of ones that are not. */
    void lose(int answers, boolean areStored) {
        left = answers;
        stores = areStored;
    }

    /** Happens after each answer that was lost. */
    void meanwhile(Runnable happens) {
        meanwhile = happens;
    }

    /** All that were tried. */
    List<Append> appends() {
        return appends;
    }

    Storage storage() {
        EventStore events = proxy(EventStore.class, (self, method, arguments) -> {
            if (method.getName().equals("append")) {
                return append(arguments.length == 1 ? (Append) arguments[0] : one(arguments));
            }
            return call(sound.events(), method, arguments);
        });
        return proxy(
                Storage.class,
                (self, method, arguments) ->
                        method.getName().equals("events") ? events : call(sound, method, arguments));
    }

    @SuppressWarnings("unchecked")
    private static Append one(Object[] arguments) {
        return Append.to((StreamId) arguments[0], (ExpectedVersion) arguments[1], (List<EventData>) arguments[2]);
    }

    private AppendResult append(Append append) {
        appends.add(append);
        if (left == 0) {
            return sound.events().append(append);
        }
        left--;
        if (stores) {
            sound.events().append(append);
        }
        meanwhile.run();
        throw new AppendOutcomeUnknownException(
                "The answer was lost",
                append.writes().stream()
                        .flatMap(write -> write.events().stream())
                        .map(EventData::id)
                        .toList(),
                null);
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
