package io.kytkin.sandbox.query;

import java.util.List;

/** What a query looks at: a row, or an entry of a metadata table. */
public interface Source {
    /** The property's value in its Java type, or null. */
    Object get(String property);

    /** Where a single-valued navigation or complex property leads, or null when it is empty. */
    Source follow(String navigation);

    /** The entries of a collection. */
    List<Source> all(String collection);
}
