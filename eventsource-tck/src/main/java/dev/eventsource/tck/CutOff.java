// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.tck;

import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A storage that a process loses for ever at some moment, as if it had been killed: what it does afterwards fails. */
final class CutOff {

    private final Storage storage;
    private volatile boolean cut;

    CutOff(Storage storage) {
        this.storage = storage;
    }

    /** As the process sees it. */
    Storage storage() {
        return (Storage) watched(Storage.class, storage);
    }

    /** Nothing reaches the storage any more. */
    void cut() {
        cut = true;
    }

    private Object watched(Class<?> type, Object target) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (cut) {
                throw new StorageException("The process is no more");
            }
            Object result = call(method, target, arguments);
            boolean isStore = result != null
                    && method.getParameterCount() == 0
                    && method.getReturnType().isInterface()
                    && method.getReturnType().getPackage().equals(Storage.class.getPackage());
            return isStore ? watched(method.getReturnType(), result) : result;
        });
    }

    private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
