package io.kytkin.sync;

/** The state belongs to another CRM organization or ERP database; nothing is written until a person decides. */
public class WrongSystem extends RuntimeException {
    WrongSystem(String sentence) {
        super(sentence);
    }
}
