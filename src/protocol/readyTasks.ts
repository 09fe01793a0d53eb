// The tasks that models fine-tuned for one can do. Apart from the requests, which need the protocol's library: what an
// extension does at its start must not read that.

/** `classes`: classes of texts; `inference`: whether one text follows from another (NLI), for classes by their names. */
export const readyTasks = ['classes', 'inference', 'entities', 'answers'] as const;
export type ReadyTaskName = (typeof readyTasks)[number];

/** Those that put texts into classes. */
export const classifyingTasks = ['classes', 'inference'] as const;
export type ClassifyingTask = (typeof classifyingTasks)[number];
