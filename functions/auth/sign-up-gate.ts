/** Whether a stranger may sign up: always at stage `local`, elsewhere only until the installation has its owner. */
export const isSignUpOpen = (stage: string, owner: string | undefined): boolean =>
  stage === 'local' || owner === undefined;

/**
 * Whether a confirmation has to bring the password. Until there is an owner, whoever signs in first becomes it, and
 * that must not be a stranger who signed up with the owner's address before.
 */
export const mustChoosePassword = (stage: string, owner: string | undefined): boolean =>
  stage !== 'local' && owner === undefined;

/** Whether a user may sign in and make projects: anybody at stage `local`, elsewhere the owner alone. */
export const isAdmitted = (stage: string, owner: string, user: string): boolean => stage === 'local' || owner === user;
