package io.kytkin.coupling;

/** Another runtime took over the mapping; nothing may be reserved or confirmed under the older token. */
public class LeaseLost extends RuntimeException {
    public LeaseLost(String mapping) {
        super("another runtime took over the mapping '" + mapping + "'; this job ends and writes nothing more");
    }
}
