// The sentences of the history.
export const history = {
  title: 'History',
};
